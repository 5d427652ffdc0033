package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.image.GrayImage;

/**
 * The piece of an image that the lesson prints: rows 35 to 44, columns 30 to 39, where there are. A
 * drawing is black there, so of one it is the piece whose grays differ most.
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

  /** The first of those whose grays have the largest variance. */
  static Chunk ofMostContrast(GrayImage image) {
    int rows = Math.min(SIDE, image.height());
    int columns = Math.min(SIDE, image.width());
    Chunk best = new Chunk(image, 0, 0, rows, columns);
    long most = best.contrast();
    for (int row = 0; row <= image.height() - rows; row++) {
      for (int column = 0; column <= image.width() - columns; column++) {
        Chunk other = new Chunk(image, row, column, rows, columns);
        long contrast = other.contrast();
        if (contrast > most) {
          best = other;
          most = contrast;
        }
      }
    }
    return best;
  }

  /** The variance of the grays, times the square of their number: a whole number. */
  private long contrast() {
    long sum = 0;
    long squares = 0;
    for (int row = firstRow; row < firstRow + rows; row++) {
      for (int column = firstColumn; column < firstColumn + columns; column++) {
        long gray = image.at(row, column);
        sum += gray;
        squares += gray * gray;
      }
    }
    return (long) rows * columns * squares - sum * sum;
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
