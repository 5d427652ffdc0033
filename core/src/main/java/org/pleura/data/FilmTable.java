package org.pleura.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table with a row for each image. A row is that of an image if the path of one is the end of the
 * other's: the row {@code e1.png} that of {@code effusion/e1.png}, and {@code
 * CheXpert-v1.0-small/train/patient00001/study1/view1_frontal.jpg} that of {@code
 * train/patient00001/study1/view1_frontal.jpg}; but {@code other/e1.png} is not. A row is that of
 * one image: where two in different folders could be meant by a bare name, both are refused.
 * Findings stand in one column as a list with bars between them, as the NIH has them ({@code
 * Effusion|Infiltration}, {@code No Finding}), or in a column each, as in CheXpert: 1 present, 0
 * absent, -1 uncertain, nothing for not mentioned (Irvin et al., AAAI 2019).
 */
public final class FilmTable {
  /** What columns can hold, and under which names they are known without being told. */
  static final Map<String, List<String>> KNOWN_NAMES =
      Map.of(
          "image", List.of("Image Index", "image", "file", "filename", "path"),
          "patient", List.of("Patient ID", "patient", "patientid", "patient_id", "subject_id"),
          "findings", List.of("Finding Labels", "findings", "labels"),
          "age", List.of("Patient Age", "age"),
          "sex", List.of("Patient Gender", "Patient Sex", "sex", "gender"),
          "view", List.of("View Position", "view", "viewposition", "AP/PA"),
          "followup", List.of("Follow-up #", "followup", "follow_up"));

  /** What columns can hold: image, patient, findings, age, sex, view, followup. */
  public static final Set<String> ROLES =
      Collections.unmodifiableSet(new TreeSet<>(KNOWN_NAMES.keySet()));

  private static final String BAR = "\\|";

  private final String where;
  private final CsvTable rows;
  private final Map<String, String> columns = new HashMap<>();
  private final Map<String, Integer> byPath = new HashMap<>();

  /** By what is left of a row's path without one or more folders before it. */
  private final Map<String, Integer> byEnd = new HashMap<>();

  private final Set<String> ambiguous = new TreeSet<>();

  /** The image that was asked for a row, so that no other has it too. */
  private final Map<Integer, String> imageOf = new HashMap<>();

  private FilmTable(String where, CsvTable rows, Map<String, String> named) throws IOException {
    this.where = where;
    this.rows = rows;
    for (Map.Entry<String, String> column : named.entrySet()) {
      if (!ROLES.contains(column.getKey())) {
        throw new UnusableDataException(
            "A column can be said to hold " + ROLES + ", but not '" + column.getKey() + "'.");
      }
      if (!rows.columns().contains(column.getValue())) {
        throw new UnusableDataException(
            "%s has no column '%s'; it has %s."
                .formatted(where, column.getValue(), rows.columns()));
      }
    }
    for (String role : ROLES) {
      String given = named.get(role);
      Optional<String> column = given != null ? Optional.of(given) : known(role);
      column.ifPresent(name -> columns.put(role, name));
    }
    if (!columns.containsKey("image")) {
      throw new UnusableDataException(
          "%s needs a column that names the image of each row, but it has only %s; say which it is."
              .formatted(where, rows.columns()));
    }
    for (int row = 0; row < rows.size(); row++) {
      index(row);
    }
  }

  /** Reads a table; named columns go before those that are known by their names. */
  static FilmTable parse(String text, String where, Map<String, String> named)
      throws UnusableDataException {
    try {
      return new FilmTable(where, CsvTable.parse(text, where), named);
    } catch (UnusableDataException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableDataException(String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<String> known(String role) {
    return KNOWN_NAMES.getOrDefault(role, List.of()).stream()
        .flatMap(name -> rows.columns().stream().filter(name::equalsIgnoreCase))
        .findFirst();
  }

  private void index(int row) throws IOException {
    String path = value(row, "image").orElse("").replace('\\', '/');
    if (path.isEmpty()) {
      throw rows.broken(row, "the image has no name");
    }
    if (byPath.putIfAbsent(path, row) != null) {
      throw rows.broken(row, path + " has a row already; keep one of them");
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String end = path.substring(slash + 1);
      if (byEnd.putIfAbsent(end, row) != null) {
        ambiguous.add(end);
      }
    }
  }

  /** The row of an image: whose path is the image's or an end of it, or has the image's as end. */
  OptionalInt row(String path) throws UnusableDataException {
    for (String rest = path; ; rest = rest.substring(rest.indexOf('/') + 1)) {
      Integer row = byPath.get(rest);
      if (row != null) {
        return OptionalInt.of(onlyOf(path, rest, row));
      }
      if (rest.indexOf('/') < 0) {
        break;
      }
    }
    Integer row = byEnd.get(path);
    if (row == null) {
      return OptionalInt.empty();
    }
    if (ambiguous.contains(path)) {
      throw new UnusableDataException(
          "%s has several rows whose path ends with %s; name the folder above, so that images have their paths."
              .formatted(where, path));
    }
    return OptionalInt.of(row);
  }

  /** Refuses a row that would be that of two images, of which it can be one's only. */
  private int onlyOf(String path, String named, int row) throws UnusableDataException {
    String other = imageOf.putIfAbsent(row, path);
    if (other != null && !other.equals(path)) {
      throw new UnusableDataException(
          "%s has one row for %s, which could be %s or %s; write in the table in which folder it lies, or keep one of the two."
              .formatted(where, named, other, path));
    }
    return row;
  }

  int size() {
    return rows.size();
  }

  private Optional<String> value(int row, String role) {
    String column = columns.get(role);
    return column == null
        ? Optional.empty()
        : rows.given(row, column).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Who is on the image of a row. */
  Optional<String> patient(int row) {
    return value(row, "patient");
  }

  /** What else is said of it. */
  Particulars particulars(int row) throws UnusableDataException {
    return new Particulars(value(row, "view"), age(row), value(row, "sex"), followUp(row));
  }

  private OptionalInt age(int row) {
    return Particulars.years(value(row, "age").orElse(""));
  }

  /** Whether an age is given that cannot be one. */
  boolean oddAge(int row) {
    return value(row, "age").isPresent() && age(row).isEmpty();
  }

  private OptionalInt followUp(int row) throws UnusableDataException {
    Optional<String> text = value(row, "followup");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    String digits = text.get().replaceFirst("\\.0+$", "");
    if (!digits.matches("\\d{1,9}")) {
      throw unusable(row, "followup must be a whole number, but it is '" + text.get() + "'");
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }

  /** What a row says of a finding. */
  FindingStatus status(int row, String finding) throws UnusableDataException {
    Optional<String> list = value(row, "findings");
    if (list.isPresent()) {
      List<String> listed = Stream.of(list.get().split(BAR)).map(String::strip).toList();
      if (listed.stream().anyMatch(finding::equalsIgnoreCase)) {
        return FindingStatus.PRESENT;
      }
      return listed.stream().anyMatch(Labelling.NO_FINDING::equalsIgnoreCase)
          ? FindingStatus.ABSENT
          : FindingStatus.NOT_MENTIONED;
    }
    if (columns.containsKey("findings")) {
      return FindingStatus.NOT_MENTIONED;
    }
    Optional<String> own = rows.columns().stream().filter(finding::equalsIgnoreCase).findFirst();
    return own.isEmpty() ? FindingStatus.NOT_MENTIONED : mark(row, own.get());
  }

  private FindingStatus mark(int row, String column) throws UnusableDataException {
    String mark = rows.given(row, column).orElse("").strip().replaceFirst("\\.0+$", "");
    return switch (mark.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes" -> FindingStatus.PRESENT;
      case "0", "false", "no" -> FindingStatus.ABSENT;
      case "-1" -> FindingStatus.UNCERTAIN;
      case "" -> FindingStatus.NOT_MENTIONED;
      default ->
          throw unusable(row, column + " must be 1, 0, -1 or nothing, but it is '" + mark + "'");
    };
  }

  private UnusableDataException unusable(int row, String problem) {
    return new UnusableDataException(String.valueOf(rows.broken(row, problem).getMessage()));
  }

  /** All findings that the table knows, to be named in messages. */
  List<String> findings() {
    if (!columns.containsKey("findings")) {
      List<String> others = new ArrayList<>(rows.columns());
      others.removeAll(columns.values());
      return others;
    }
    TreeSet<String> all = new TreeSet<>();
    for (int row = 0; row < rows.size(); row++) {
      value(row, "findings")
          .ifPresent(list -> Stream.of(list.split(BAR)).map(String::strip).forEach(all::add));
    }
    return List.copyOf(all);
  }
}
