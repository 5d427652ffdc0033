package org.pleura.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A box that a radiologist drew around a finding, in pixels of the image's file.
 *
 * @param x of its left side
 * @param y of its upper side
 * @param width above 0
 * @param height above 0
 */
public record FindingBox(double x, double y, double width, double height) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not finite, or the box is empty
   */
  public FindingBox {
    if (!Double.isFinite(x + y + width + height) || width <= 0 || height <= 0) {
      throw new IllegalArgumentException(
          "a box needs a place and a size above 0, but it is x "
              + x
              + ", y "
              + y
              + ", width "
              + width
              + ", height "
              + height);
    }
  }

  /**
   * The boxes of one finding in a table as the NIH publishes it: image, finding, x, y, width and
   * height come first in each line; the first line names columns, but not one for each value.
   */
  static Map<String, List<FindingBox>> parse(String table, String where, String finding)
      throws UnusableDataException {
    Map<String, List<FindingBox>> boxes = new HashMap<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(table)) {
      boolean names = true;
      for (CsvRecord line : reader) {
        if (!names && line.getFieldCount() < 6) {
          throw new IllegalArgumentException(
              "a line needs image, finding, x, y, width and height, but it has "
                  + line.getFieldCount()
                  + " values: line "
                  + line.getStartingLineNumber());
        }
        if (!names && isOf(finding, line.getField(1))) {
          boxes.computeIfAbsent(line.getField(0), image -> new ArrayList<>()).add(box(line));
        }
        names = false;
      }
    } catch (IOException | CsvParseException | IllegalArgumentException e) {
      throw new UnusableDataException(
          where
              + " should be a table of boxes as the NIH publishes it, but "
              + e.getMessage()
              + ".",
          e);
    }
    return boxes;
  }

  /** The NIH's table of boxes says Infiltrate where its table of labels says Infiltration. */
  private static boolean isOf(String finding, String written) {
    return written.equalsIgnoreCase(finding)
        || (written.equalsIgnoreCase("Infiltrate") && finding.equalsIgnoreCase("Infiltration"));
  }

  private static FindingBox box(CsvRecord line) {
    double[] numbers = new double[4];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Double.parseDouble(line.getField(2 + i));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + line.getField(2 + i) + "' is no number: line " + line.getStartingLineNumber(), e);
      }
    }
    try {
      return new FindingBox(numbers[0], numbers[1], numbers[2], numbers[3]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + ": line " + line.getStartingLineNumber(), e);
    }
  }
}
