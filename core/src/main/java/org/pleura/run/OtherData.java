package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;

/** Asking a run's model about data that are not the run's own. */
public final class OtherData {

  private OtherData() {}

  /**
   * Makes a folder the place of the evaluation on some data: leaves data.json there.
   *
   * @param to the folder; it may hold an earlier evaluation on the same data
   * @param data the other data
   * @throws RunExistsException if the folder holds an evaluation on data of another place or with
   *     other labels, or anything else
   * @throws IOException if data.json cannot be read or written
   */
  public static void claim(RunFolder to, RunData data) throws IOException {
    Provenance.Data claimed = data.provenance(to);
    Path file = to.path().resolve("data.json");
    if (!Files.exists(file)) {
      RunFolder.requireUnused(to.path());
    } else {
      Provenance.Data before = Json.read(file, Provenance.Data.class);
      boolean elsewhere = !before.location().equals(claimed.location());
      if (elsewhere || !Objects.equals(before.labels(), claimed.labels())) {
        throw new RunExistsException(
            to.path()
                + " holds the evaluation on "
                + before.location()
                + (elsewhere ? "" : " with other labels")
                + "; name another folder for this one with --out.");
      }
    }
    Json.write(file, claimed);
  }

  /**
   * Says so if images are not the run's own, which a report of the run has to tell: maps of a
   * patient must not pass for those of a drawing.
   *
   * @param run whose split.csv says which images are its own; an imported model has none
   * @param data the other data
   * @return one sentence, or nothing if all images are the run's own, by their SHA-256
   * @throws IOException if split.csv cannot be read
   */
  public static Optional<String> notOwn(RunFolder run, RunData data) throws IOException {
    Set<String> own = RunFacts.bySha256(run).keySet();
    List<Radiograph> images = data.images().radiographs();
    long others = images.stream().filter(image -> !own.contains(image.sha256())).count();
    return others == 0
        ? Optional.empty()
        : Optional.of(
            "%s from %s, not the run's own."
                .formatted(
                    others == images.size()
                        ? "These are images"
                        : others + " of the " + images.size() + " images are",
                    data.location().toAbsolutePath().normalize().getFileName()));
  }

  /**
   * Says so if some of the images are not new to the model, or if that cannot be known.
   *
   * @param run whose split.csv says what its model was trained and chosen on; an imported model has
   *     none
   * @param data the other data
   * @return one sentence, or nothing if all images are new, by their SHA-256
   * @throws IOException if split.csv cannot be read
   */
  public static Optional<String> notNew(RunFolder run, RunData data) throws IOException {
    if (run.isImported()) {
      return Optional.of(
          "Which images this model was trained on is not known here; if some of these were among"
              + " them, the results are too good.");
    }
    if (!Files.exists(run.split())) {
      return Optional.empty();
    }
    Set<String> served = new HashSet<>();
    CsvTable split = Csv.read(run.split());
    for (int row = 0; row < split.size(); row++) {
      if (PredictionsFile.part(split, row) != Part.TEST) {
        served.add(split.text(row, "sha256"));
      }
    }
    long known =
        data.images().radiographs().stream()
            .map(Radiograph::sha256)
            .filter(served::contains)
            .count();
    return known == 0
        ? Optional.empty()
        : Optional.of(
            known
                + " of these "
                + data.images().radiographs().size()
                + " images served to train or to choose this model, so the results are too good.");
  }
}
