package org.pleura.data;

import java.io.IOException;
import java.util.HashMap;
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
    Map<String, String> patients = new HashMap<>();
    try {
      CsvTable rows = CsvTable.parse(table, where);
      for (int row = 0; row < rows.size(); row++) {
        String image = rows.text(row, "image");
        String patient = rows.text(row, "patient");
        if (!patient.isEmpty()) {
          patients.put(image, patient);
        }
      }
    } catch (IOException e) {
      throw new UnusableDataException(String.valueOf(e.getMessage()), e);
    }
    return patients;
  }
}
