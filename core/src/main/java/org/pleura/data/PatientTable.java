package org.pleura.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is on which image, from a table beside the class folders with the columns {@code image} (as
 * in {@code effusion/e1.png}) and {@code patient} among others. Values may stand in quotes (RFC
 * 4180).
 */
final class PatientTable {
  private PatientTable() {}

  /** The patient of each image that has one. */
  static Map<String, String> parse(String table, String where) throws UnusableDataException {
    List<List<String>> rows = rows(table.startsWith("\ufeff") ? table.substring(1) : table);
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0);
    int image = header.indexOf("image");
    int patient = header.indexOf("patient");
    if (image < 0 || patient < 0) {
      throw new UnusableDataException(
          where
              + ": expected the columns 'image' and 'patient', but the first line has "
              + header
              + ".");
    }
    Map<String, String> patients = new HashMap<>();
    for (int i = 1; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      if (row.size() != header.size()) {
        throw new UnusableDataException(
            "%s, row %d: expected %d values, but found %d."
                .formatted(where, i + 1, header.size(), row.size()));
      }
      if (!row.get(patient).isEmpty()) {
        patients.put(row.get(image), row.get(patient));
      }
    }
    return patients;
  }

  private static List<List<String>> rows(String table) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    String text = table.endsWith("\n") || table.isEmpty() ? table : table + "\n";
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
        value.append(c);
      } else if (c != '\r') {
        row.add(value.toString());
        value.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      }
    }
    return rows;
  }
}
