package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.data.UnusableDataException;

/**
 * The test images of two models, put in the same order. They must be the same images: matched by
 * SHA-256 where both runs know it of each of theirs, otherwise by name.
 *
 * @param first of one model; where it does not know all patients, with those of the other
 * @param second of the other: the same images, labels and patients
 * @param by what they were matched by
 */
public record Pairing(List<Prediction> first, List<Prediction> second, String by) {

  /** Copies the lists. */
  public Pairing {
    first = List.copyOf(first);
    second = List.copyOf(second);
  }

  /**
   * The predictions of one model, with what they are called and, where known, the SHA-256 of each
   * image by its name.
   *
   * @param name for messages
   * @param predictions of any parts
   * @param fingerprints by the name of the image; may lack some
   */
  public record Side(String name, List<Prediction> predictions, Map<String, String> fingerprints) {
    /** Copies both. */
    public Side {
      predictions = List.copyOf(predictions);
      fingerprints = Map.copyOf(fingerprints);
    }

    /**
     * The predictions of a run, or of a table alone.
     *
     * @param place the folder of a run, or a table of predictions
     * @return its predictions
     * @throws IOException if there are none or they cannot be read
     */
    public static Side read(Path place) throws IOException {
      if (!Files.isDirectory(place)) {
        return new Side(place.toString(), PredictionsFile.read(place), Map.of());
      }
      RunFolder folder = new RunFolder(place);
      if (!Files.exists(folder.predictions())) {
        throw new IOException(
            folder.predictions() + " does not exist; name a finished run, or a table.");
      }
      return new Side(
          place.toString(),
          PredictionsFile.read(folder.predictions()),
          fingerprints(folder.split()));
    }

    /**
     * The SHA-256 of each image, as a run's split.csv has it.
     *
     * @param split the file; it need not be there
     * @return by the image's name
     * @throws IOException if it is there but damaged
     */
    public static Map<String, String> fingerprints(Path split) throws IOException {
      Map<String, String> fingerprints = new HashMap<>();
      if (Files.exists(split)) {
        CsvTable table = Csv.read(split);
        for (int row = 0; row < table.size(); row++) {
          fingerprints.put(table.text(row, "image"), table.text(row, "sha256"));
        }
      }
      return fingerprints;
    }

    private List<Prediction> test() {
      return predictions.stream().filter(one -> one.part() == Part.TEST).toList();
    }

    private boolean knowsAll() {
      return test().stream().allMatch(one -> fingerprints.containsKey(one.image()));
    }

    /** Each test image by its key; none if two share one. */
    private Optional<Map<String, Prediction>> keyed(boolean byFingerprint) {
      Map<String, Prediction> keyed = new HashMap<>();
      for (Prediction one : test()) {
        if (keyed.put(key(one, byFingerprint), one) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(keyed);
    }

    private String key(Prediction one, boolean byFingerprint) {
      return byFingerprint ? fingerprints.getOrDefault(one.image(), "") : one.image();
    }
  }

  /**
   * Pairs the test images.
   *
   * @param one the predictions of one model
   * @param other those of the other
   * @return both in the order of the first
   * @throws UnusableDataException if the images are not the same, cannot be told apart, or have
   *     other labels
   */
  public static Pairing of(Side one, Side other) throws UnusableDataException {
    boolean byFingerprint =
        one.knowsAll()
            && other.knowsAll()
            && one.keyed(true).isPresent()
            && other.keyed(true).isPresent();
    Map<String, Prediction> ours = keyed(one, byFingerprint);
    Map<String, Prediction> theirs = keyed(other, byFingerprint);
    List<Prediction> test = one.test();
    boolean patientsKnown = test.stream().allMatch(mine -> mine.patient().isPresent());
    List<Prediction> missing = new ArrayList<>();
    List<Prediction> first = new ArrayList<>();
    List<Prediction> second = new ArrayList<>();
    for (Prediction mine : test) {
      Prediction its = theirs.get(one.key(mine, byFingerprint));
      if (its == null) {
        missing.add(mine);
      } else {
        requireSameLabel(one, other, mine, its);
        Optional<String> patient = patientsKnown ? mine.patient() : its.patient();
        first.add(named(mine, patient, mine));
        second.add(named(mine, patient, its));
      }
    }
    if (!missing.isEmpty() || ours.size() != theirs.size()) {
      throw notTheSame(one, other, missing);
    }
    return new Pairing(first, second, byFingerprint ? "SHA-256" : "name");
  }

  private static void requireSameLabel(Side one, Side other, Prediction mine, Prediction its)
      throws UnusableDataException {
    if (its.label() != mine.label()) {
      throw new UnusableDataException(
          "%s has label %d in %s but %d in %s; models are compared on the same truth."
              .formatted(mine.image(), mine.label(), one.name(), its.label(), other.name()));
    }
  }

  /** An answer to an image of the first, by the first or the other. */
  private static Prediction named(Prediction mine, Optional<String> patient, Prediction answer) {
    return new Prediction(
        mine.image(),
        patient,
        mine.label(),
        mine.part(),
        answer.logit(),
        answer.probability(),
        mine.particulars());
  }

  private static Map<String, Prediction> keyed(Side side, boolean byFingerprint)
      throws UnusableDataException {
    return side.keyed(byFingerprint)
        .orElseThrow(
            () ->
                new UnusableDataException(
                    side.name()
                        + " names a test image twice, so it cannot be paired; name each once."));
  }

  private static UnusableDataException notTheSame(Side one, Side other, List<Prediction> missing) {
    String which =
        missing.isEmpty()
            ? "%s has %d more".formatted(other.name(), other.test().size() - one.test().size())
            : "%d of the %d of %s are not among those of %s (%s)"
                .formatted(
                    missing.size(),
                    one.test().size(),
                    one.name(),
                    other.name(),
                    missing.get(0).image());
    return new UnusableDataException(
        "The test images of the two models are not the same: "
            + which
            + "; ask both about the same images with evaluate --data, and compare the"
            + " predictions.csv of those.");
  }
}
