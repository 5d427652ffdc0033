package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;

/**
 * Predictions as a table: image, patient, label, part, logit, probability. When reading, all but
 * label and probability may be missing: predictions made elsewhere can be evaluated too. Without a
 * part, all are test images; without an image, the rows have numbers. Columns of other names do not
 * matter.
 */
public final class PredictionsFile {

  private static final List<String> COLUMNS =
      List.of("image", "patient", "label", "part", "logit", "probability");

  /** Some million rows; a larger file is no such table. */
  private static final long MOST_BYTES = 100_000_000;

  private PredictionsFile() {}

  /**
   * Writes predictions.
   *
   * @param file where to
   * @param predictions in the order of the lines
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, List<Prediction> predictions) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS);
    for (Prediction prediction : predictions) {
      rows.add(
          List.of(
              prediction.image(),
              prediction.patient().orElse(""),
              String.valueOf(prediction.label()),
              prediction.part().word(),
              prediction.logit().map(Csv::number).orElse(""),
              Csv.number(prediction.probability())));
    }
    Csv.write(file, rows);
  }

  /**
   * Reads predictions.
   *
   * @param file the table
   * @return in the order of the lines
   * @throws IOException if it cannot be read, is larger than 100 MB, or a value cannot be; the
   *     message says which line
   */
  public static List<Prediction> read(Path file) throws IOException {
    return of(table(file));
  }

  /** A table of predictions, or of patients, that fits into memory. */
  static CsvTable table(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder; expected a table (CSV).");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          file
              + " has "
              + Files.size(file) / 1_000_000
              + " MB; a table of predictions or patients has at most "
              + MOST_BYTES / 1_000_000
              + ".");
    }
    return Csv.read(file);
  }

  static List<Prediction> of(CsvTable table) throws IOException {
    List<Prediction> predictions = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      float probability = table.number(row, "probability");
      if (!(probability >= 0 && probability <= 1)) {
        throw table.broken(row, "probability must be 0 to 1, but it is " + probability);
      }
      predictions.add(
          new Prediction(
              table.given(row, "image").orElse("row " + (row + 1)),
              table.given(row, "patient"),
              label(table, row),
              part(table, row),
              logit(table, row),
              probability));
    }
    return predictions;
  }

  private static int label(CsvTable table, int row) throws IOException {
    float label = table.number(row, "label");
    if (label != 0 && label != 1) {
      throw table.broken(row, "label must be 1 or 0, but it is '" + table.text(row, "label") + "'");
    }
    return (int) label;
  }

  static Part part(CsvTable table, int row) throws IOException {
    Optional<String> word = table.given(row, "part");
    if (word.isEmpty()) {
      return Part.TEST;
    }
    for (Part part : Part.values()) {
      if (part.word().equals(word.get())) {
        return part;
      }
    }
    throw table.broken(
        row, "part must be train, validation or test, but it is '" + word.get() + "'");
  }

  private static Optional<Float> logit(CsvTable table, int row) throws IOException {
    if (table.given(row, "logit").isEmpty()) {
      return Optional.empty();
    }
    float logit = table.number(row, "logit");
    if (!Float.isFinite(logit)) {
      throw table.broken(row, "logit must be a finite number, but it is " + logit);
    }
    return Optional.of(logit);
  }
}
