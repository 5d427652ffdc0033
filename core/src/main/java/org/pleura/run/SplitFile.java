package org.pleura.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pleura.data.CsvTable;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;

/** A split as a table: image, sha256, patient, label, part; each part's lines in its order. */
public final class SplitFile {

  private SplitFile() {}

  /**
   * Writes a split.
   *
   * @param file where to
   * @param split the split
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Split split) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("image", "sha256", "patient", "label", "part"));
    for (Part part : Part.values()) {
      for (Radiograph radiograph : split.part(part)) {
        rows.add(
            List.of(
                radiograph.name(),
                radiograph.sha256(),
                radiograph.patient().orElse(""),
                String.valueOf(radiograph.label()),
                part.word()));
      }
    }
    Csv.write(file, rows);
  }

  /** A label or a patient that was changed since would mix two data sets in one run. */
  private static void requireSame(Radiograph now, CsvTable table, int row, Path file)
      throws IOException {
    String label = table.text(row, "label");
    String patient = table.text(row, "patient");
    if (!label.equals(String.valueOf(now.label())) || !patient.equals(now.patient().orElse(""))) {
      throw new UnusableDataException(
          "%s has label %d and patient '%s', but had %s and '%s' when %s was made; put them back, or start anew."
              .formatted(now.name(), now.label(), now.patient().orElse(""), label, patient, file));
    }
  }

  /**
   * Reads a split of radiographs that are at hand.
   *
   * @param file the table
   * @param radiographs the data set's
   * @return the split
   * @throws UnusableDataException if one of the split's images is not among them, is another file
   *     by its SHA-256, or has another label or patient
   * @throws IOException if the table cannot be read
   */
  public static Split read(Path file, List<Radiograph> radiographs) throws IOException {
    Map<String, Radiograph> byName = new HashMap<>();
    radiographs.forEach(radiograph -> byName.put(radiograph.name(), radiograph));
    Map<Part, List<Radiograph>> parts = new EnumMap<>(Part.class);
    CsvTable table = Csv.read(file);
    for (int row = 0; row < table.size(); row++) {
      String name = table.text(row, "image");
      Radiograph radiograph = byName.get(name);
      if (radiograph == null) {
        throw new UnusableDataException(
            name + " is in " + file + ", but not among the data's readable images.");
      }
      if (!radiograph.sha256().equals(table.text(row, "sha256"))) {
        throw new UnusableDataException(
            name + " is not the file it was when " + file + " was made.");
      }
      requireSame(radiograph, table, row, file);
      parts
          .computeIfAbsent(PredictionsFile.part(table, row), part -> new ArrayList<>())
          .add(radiograph);
    }
    return new Split(
        parts.getOrDefault(Part.TRAIN, List.of()),
        parts.getOrDefault(Part.VALIDATION, List.of()),
        parts.getOrDefault(Part.TEST, List.of()));
  }
}
