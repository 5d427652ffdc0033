package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.data.Particulars;

/**
 * Predictions as a table: image, patient, label, part, logit, probability, and sex, age (years),
 * view and followup as far as the data tell. When reading, all but label and probability may be
 * missing: predictions made elsewhere can be evaluated too. Without a part, all are test images;
 * without an image, the rows have numbers. Columns of other names do not matter.
 */
public final class PredictionsFile {

  private static final List<String> COLUMNS =
      List.of("image", "patient", "label", "part", "logit", "probability");

  /** Columns that are left out where they would be empty. */
  private static final Map<String, Function<Particulars, String>> PARTICULARS = particulars();

  private static Map<String, Function<Particulars, String>> particulars() {
    Map<String, Function<Particulars, String>> columns = new LinkedHashMap<>();
    columns.put("sex", known -> known.sex().orElse(""));
    columns.put("age", known -> text(known.age()));
    columns.put("view", known -> known.view().orElse(""));
    columns.put("followup", known -> text(known.followUp()));
    return columns;
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? String.valueOf(number.getAsInt()) : "";
  }

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
    List<String> known =
        PARTICULARS.keySet().stream()
            .filter(column -> predictions.stream().anyMatch(one -> !told(one, column).isEmpty()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    rows.add(Stream.concat(COLUMNS.stream(), known.stream()).toList());
    for (Prediction prediction : predictions) {
      List<String> row = new ArrayList<>();
      row.add(prediction.image());
      row.add(prediction.patient().orElse(""));
      row.add(String.valueOf(prediction.label()));
      row.add(prediction.part().word());
      row.add(prediction.logit().map(Csv::number).orElse(""));
      row.add(Csv.number(prediction.probability()));
      known.forEach(column -> row.add(told(prediction, column)));
      rows.add(row);
    }
    Csv.write(file, rows);
  }

  private static String told(Prediction prediction, String column) {
    return PARTICULARS.getOrDefault(column, unknown -> "").apply(prediction.particulars());
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
              probability,
              particulars(table, row)));
    }
    return predictions;
  }

  private static Particulars particulars(CsvTable table, int row) {
    Optional<String> followUp =
        table.given(row, "followup").filter(text -> text.matches("\\d{1,9}"));
    return new Particulars(
        table.given(row, "view"),
        Particulars.years(table.given(row, "age").orElse("")),
        table.given(row, "sex"),
        followUp.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(followUp.get())));
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
