package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.data.Particulars;
import org.pleura.evaluate.Grouping;

/**
 * Sex, age band and view of the test images, from columns of the predictions or from a table of
 * images or patients; the names of NIH's table are known too. A column that is missing or empty
 * makes no groups.
 *
 * @param groupings one for each attribute that is known of at least one test image
 * @param notes what could not be used, and why
 */
public record Groupings(List<Grouping> groupings, List<String> notes) {
  private static final List<String> IMAGE = List.of("image", "Image Index");
  private static final List<String> PATIENT = List.of("patient", "Patient ID");
  private static final List<String> SEX = List.of("sex", "Patient Gender", "Patient Sex");
  private static final List<String> AGE = List.of("age", "Patient Age");
  private static final List<String> VIEW = List.of("view", "View Position");

  private static final int MOST_VALUES = 12;

  /** Copies both. */
  public Groupings {
    groupings = List.copyOf(groupings);
    notes = List.copyOf(notes);
  }

  /**
   * From the columns sex, age and view of a table of predictions.
   *
   * @param file the table
   * @return the groups of its test images, in the order of the lines
   * @throws IOException if it cannot be read, or a part cannot be
   */
  public static Groupings inPredictions(Path file) throws IOException {
    CsvTable table = PredictionsFile.table(file);
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      if (PredictionsFile.part(table, row) == Part.TEST) {
        rows.add(row);
      }
    }
    return of(table, rows.size(), i -> Optional.of(rows.get(i)), List.of());
  }

  /**
   * From a table of images (column image) or of patients (column patient). An image is found by its
   * name, with or without its folder.
   *
   * @param file the table
   * @param predictions of any parts
   * @return the groups of the test images among them, in their order
   * @throws IOException if it cannot be read, has neither column, or says two things of one
   */
  public static Groupings inTable(Path file, List<Prediction> predictions) throws IOException {
    CsvTable table = PredictionsFile.table(file);
    boolean byImage = has(table, IMAGE);
    if (!byImage && !has(table, PATIENT)) {
      throw new IOException(
          file + " has neither a column image nor a column patient to find the test images by.");
    }
    Map<String, Integer> rows = rows(table, byImage ? IMAGE : PATIENT);
    List<Prediction> test =
        predictions.stream().filter(prediction -> prediction.part() == Part.TEST).toList();
    List<Optional<Integer>> found = new ArrayList<>();
    for (Prediction prediction : test) {
      found.add(byImage ? row(rows, prediction.image()) : prediction.patient().map(rows::get));
    }
    long missing = found.stream().filter(Optional::isEmpty).count();
    List<String> notes =
        missing == 0
            ? List.of()
            : List.of("%d of %d test images are not in %s.".formatted(missing, test.size(), file));
    return of(table, test.size(), found::get, notes);
  }

  private static Optional<Integer> row(Map<String, Integer> rows, String image) {
    Integer row = rows.get(image);
    return Optional.ofNullable(
        row == null ? rows.get(image.substring(image.lastIndexOf('/') + 1)) : row);
  }

  private static boolean has(CsvTable table, List<String> names) {
    return table.size() > 0 && text(table, 0, names).isPresent();
  }

  private static Optional<String> text(CsvTable table, int row, List<String> names) {
    return names.stream()
        .flatMap(name -> table.given(row, name).stream())
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /** The row of each key. A key may come twice, but must then say the same. */
  private static Map<String, Integer> rows(CsvTable table, List<String> key) throws IOException {
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < table.size(); row++) {
      Optional<String> name = text(table, row, key);
      if (name.isEmpty()) {
        continue;
      }
      Integer before = rows.putIfAbsent(name.get(), row);
      if (before != null && !told(table, before).equals(told(table, row))) {
        throw table.broken(
            row, "says another sex, age or view of '" + name.get() + "' than a line before");
      }
    }
    return rows;
  }

  private static List<Optional<String>> told(CsvTable table, int row) {
    return List.of(text(table, row, SEX), text(table, row, AGE), text(table, row, VIEW));
  }

  private static Groupings of(
      CsvTable table, int images, IntFunction<Optional<Integer>> rowOf, List<String> before) {
    List<Grouping> groupings = new ArrayList<>();
    List<String> notes = new ArrayList<>(before);
    add("sex", values(table, images, rowOf, SEX), groupings, notes);
    List<String> ages = values(table, images, rowOf, AGE);
    List<String> bands = ages.stream().map(Groupings::band).toList();
    add("age", bands, groupings, notes);
    int unread = 0;
    for (int i = 0; i < images; i++) {
      unread += !ages.get(i).isEmpty() && bands.get(i).isEmpty() ? 1 : 0;
    }
    if (unread > 0) {
      notes.add(
          "%d ages are no number of years from 0 to %d, and count as not known."
              .formatted(unread, Particulars.OLDEST));
    }
    add("view", values(table, images, rowOf, VIEW), groupings, notes);
    return new Groupings(groupings, notes);
  }

  private static List<String> values(
      CsvTable table, int images, IntFunction<Optional<Integer>> rowOf, List<String> names) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      values.add(rowOf.apply(i).flatMap(row -> text(table, row, names)).orElse(""));
    }
    return values;
  }

  private static void add(
      String attribute, List<String> values, List<Grouping> groupings, List<String> notes) {
    int different = new HashSet<>(values).size();
    if (different > MOST_VALUES) {
      notes.add(
          "There are no groups by %s: it has %d different values, and at most %d make groups."
              .formatted(attribute, different, MOST_VALUES));
    } else if (values.stream().anyMatch(value -> !value.isEmpty())) {
      groupings.add(new Grouping(attribute, values));
    }
  }

  /** The band of an age; empty if it is not known or cannot be. */
  static String band(String age) {
    OptionalInt known = Particulars.years(age);
    if (known.isEmpty()) {
      return "";
    }
    int years = known.getAsInt();
    return years < 18
        ? "0 to 17"
        : years < 40
            ? "18 to 39"
            : years < 60 ? "40 to 59" : years < 80 ? "60 to 79" : "80 and over";
  }
}
