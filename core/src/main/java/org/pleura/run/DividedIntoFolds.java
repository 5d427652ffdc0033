package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pleura.data.CsvTable;
import org.pleura.data.Folds;
import org.pleura.data.Groups;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;

/**
 * Data dealt to folds, the images of one patient and those of one film together. The folds depend
 * on the data and their number alone, on no plan and no seed of one, so that whatever is
 * cross-validated on the same data can be compared image by image; of the images of the other folds
 * the plan says how many are the validation part.
 *
 * @param folds the folds
 * @param splits for each fold, in order, the split in which it is the test part
 * @param repeated which images show one film
 */
public record DividedIntoFolds(Folds folds, List<Split> splits, RepeatedFilms repeated) {
  /** The seed of the folds and of the validation parts, whatever the plan's. */
  public static final long SEED = 0;

  private static final List<String> COLUMNS =
      List.of("image", "sha256", "patient", "label", "fold");

  /** Copies the list. */
  public DividedIntoFolds {
    splits = List.copyOf(splits);
  }

  /**
   * Divides data.
   *
   * @param data the data
   * @param count how many folds, 2 or more
   * @param validationSplit the plan's
   * @param threads how many look for repeated films at once
   * @param progress hears how far it is
   * @return the folds
   * @throws UnusableDataException if a class has fewer images than there are folds, or there are so
   *     few patients that a part would be without a class
   * @throws IOException if an image cannot be read any more
   */
  public static DividedIntoFolds of(
      RunData data, int count, double validationSplit, int threads, Progress progress)
      throws IOException {
    List<Radiograph> radiographs = data.images().radiographs();
    requireEnough(data, count);
    RepeatedFilms repeated = data.repeatedFilms(threads, progress);
    Groups groups = Groups.of(radiographs, repeated.sameFilm());
    Folds folds = Folds.stratified(radiographs, groups, count, SEED);
    List<Split> splits = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      Split split = folds.split(fold, validationSplit, groups, SEED);
      Divided.requirePatientsApart(data, split);
      splits.add(split);
    }
    return new DividedIntoFolds(folds, splits, repeated);
  }

  private static void requireEnough(RunData data, int count) throws UnusableDataException {
    for (int label = 0; label <= 1; label++) {
      int wanted = label;
      long images =
          data.images().radiographs().stream()
              .filter(radiograph -> radiograph.label() == wanted)
              .count();
      if (images < count) {
        throw new UnusableDataException(
            "%d folds need as many images of each class, but '%s' has %d; ask for fewer folds, or add images."
                .formatted(
                    count,
                    label == 1 ? data.dataset().positiveClass() : data.dataset().negativeClass(),
                    images));
      }
    }
  }

  /** Writes the folds as a table: image, sha256, patient, label, fold (from 1). */
  void write(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>(rows());
    rows.add(0, COLUMNS);
    Csv.write(file, rows);
  }

  /**
   * Refuses to go on where the data are divided otherwise than they were: a label or a patient has
   * been changed since, and with it perhaps the fold of many images.
   */
  void requireSame(Path file) throws IOException {
    CsvTable table = Csv.read(file);
    Set<List<String>> before = new HashSet<>();
    for (int row = 0; row < table.size(); row++) {
      List<String> line = new ArrayList<>();
      for (String column : COLUMNS) {
        line.add(table.text(row, column));
      }
      before.add(line);
    }
    List<List<String>> now = rows();
    List<List<String>> other = now.stream().filter(row -> !before.contains(row)).toList();
    if (!other.isEmpty() || before.size() != now.size()) {
      throw new UnusableDataException(
          "%s: label, patient or fold of %d images%s are not those that it was begun with; put the labels and patients back, or start anew."
              .formatted(
                  file,
                  Math.max(other.size(), Math.abs(before.size() - now.size())),
                  other.isEmpty() ? "" : " (" + other.get(0).get(0) + ")"));
    }
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < splits.size(); fold++) {
      for (Radiograph radiograph : folds.folds().get(fold)) {
        rows.add(
            List.of(
                radiograph.name(),
                radiograph.sha256(),
                radiograph.patient().orElse(""),
                String.valueOf(radiograph.label()),
                String.valueOf(fold + 1)));
      }
    }
    return rows;
  }
}
