package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.image.GrayImage;

/**
 * The piece of an image that the lesson prints: rows 35 to 44, columns 30 to 39, where there are.
 */
record Chunk(GrayImage image, int firstRow, int firstColumn, int rows, int columns) {

  private static final int SIDE = 10;
  private static final int FIRST_ROW = 35;
  private static final int FIRST_COLUMN = 30;

  static Chunk of(GrayImage image) {
    int rows = Math.min(SIDE, image.height());
    int columns = Math.min(SIDE, image.width());
    return new Chunk(
        image,
        Math.min(FIRST_ROW, image.height() - rows),
        Math.min(FIRST_COLUMN, image.width() - columns),
        rows,
        columns);
  }

  /** "rows 35-44, columns 30-39". */
  String place() {
    return String.format(
        Locale.ROOT,
        "rows %d-%d, columns %d-%d",
        firstRow,
        firstRow + rows - 1,
        firstColumn,
        firstColumn + columns - 1);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder(row == 0 ? "[[" : " [");
      for (int column = 0; column < columns; column++) {
        int gray = image.at(firstRow + row, firstColumn + column);
        line.append(String.format(Locale.ROOT, column == 0 ? "%3d" : " %3d", gray));
      }
      lines.add(line.append(row == rows - 1 ? "]]" : "]").toString());
    }
    return lines;
  }
}
