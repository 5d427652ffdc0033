package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.util.Arrays;
import org.pleura.image.GrayImage;

/** Figures of small matrices with their numbers in the cells. */
public final class MatrixFigures {
  /** The palette of Okabe and Ito, lightened, so that black numbers are readable on it. */
  private static final Color[] WINDOWS = {
    new Color(0xCFE6F5), new Color(0xFCE1C4), new Color(0xCDEBDF), new Color(0xF3DCE9)
  };

  private static final Color[] WINDOW_EDGES = {
    new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xA8437F)
  };

  private MatrixFigures() {}

  /**
   * Returns a few pixels of an image as the numbers they are, beside the image they are cut from.
   * Each cell is as light as its number says, 0 black to 255 white.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param image the image
   * @param firstRow the first row cut out, from 0
   * @param firstColumn the first column cut out, from 0
   * @param rows how many rows, 1 to 12
   * @param columns how many columns, 1 to 12
   * @return the figure
   * @throws IllegalArgumentException if the chunk does not lie within the image
   */
  public static Figure chunk(
      String name,
      String caption,
      GrayImage image,
      int firstRow,
      int firstColumn,
      int rows,
      int columns) {
    if (rows < 1
        || columns < 1
        || rows > 12
        || columns > 12
        || firstRow < 0
        || firstColumn < 0
        || firstRow + rows > image.height()
        || firstColumn + columns > image.width()) {
      throw new IllegalArgumentException(
          ("A chunk must have 1 to 12 rows and columns and lie within the image of %d x %d, but"
                  + " %d x %d from row %d, column %d came.")
              .formatted(image.height(), image.width(), rows, columns, firstRow, firstColumn));
    }
    Picture picture = Picture.of(image);
    Picture.Box chunk = new Picture.Box(firstColumn, firstRow, columns, rows);
    return new Figure(name, caption, Figure.COLUMN, 478, g -> paintChunk(g, picture, chunk));
  }

  private static void paintChunk(Graphics2D g, Picture picture, Picture.Box chunk) {
    int top = 46;
    int cell = Math.min(430 / chunk.height(), 500 / chunk.width());
    int left = Figure.COLUMN - cell * chunk.width();
    int bottom = top + cell * chunk.height();
    int side = Math.min(390, left - 120);
    Picture.Box box = new Picture.Box(0, top, side, side);
    Picture.Box image = picture.paint(g, box.holding(picture.width(), picture.height()).at(0, top));
    String size = picture.height() + " \u00d7 " + picture.width() + " pixels";
    Ink.left(g, "The image", Ink.TITLE, Ink.TEXT, 0, top - 12);
    Ink.left(g, size, Ink.SMALL, Ink.MUTED, 0, image.y() + image.height() + 20);

    double scale = (double) image.width() / picture.width();
    Rectangle2D cut =
        new Rectangle2D.Double(
            image.x() + chunk.x() * scale,
            image.y() + chunk.y() * scale,
            chunk.width() * scale,
            chunk.height() * scale);
    paintBeam(g, cut, left - 66, top, bottom);
    for (int row = 0; row < chunk.height(); row++) {
      for (int column = 0; column < chunk.width(); column++) {
        int gray = picture.gray(chunk.y() + row, chunk.x() + column);
        double x = left + column * cell;
        double y = top + row * cell;
        g.setColor(new Color(gray, gray, gray));
        // A little larger than the cell: scaled vectors would let the paper shine through between.
        g.fill(new Rectangle2D.Double(x, y, cell + 0.5, cell + 0.5));
        Color ink = gray < 118 ? Color.WHITE : Ink.TEXT;
        double base = y + cell / 2.0 + 4.6;
        Ink.centre(g, Integer.toString(gray), Ink.LABEL, ink, x + cell / 2.0, base);
      }
    }
    g.setColor(Ink.LINE);
    g.setStroke(Ink.HAIRLINE);
    g.draw(new Rectangle2D.Double(left, top, cell * chunk.width(), cell * chunk.height()));

    double middle = left + cell * chunk.width() / 2.0;
    Ink.centre(g, "column", Ink.SMALL, Ink.MUTED, middle, 14);
    for (int column = 0; column < chunk.width(); column++) {
      String label = Integer.toString(chunk.x() + column);
      Ink.centre(g, label, Ink.SMALL, Ink.MUTED, left + (column + 0.5) * cell, top - 9);
    }
    Ink.upwards(g, "row", Ink.SMALL, Ink.MUTED, left - 44, (top + bottom) / 2.0);
    for (int row = 0; row < chunk.height(); row++) {
      String label = Integer.toString(chunk.y() + row);
      Ink.right(g, label, Ink.SMALL, Ink.MUTED, left - 9, top + (row + 0.5) * cell + 4.3);
    }
  }

  /** A frame around the pixels cut out, and two thin lines from it to where they are shown. */
  private static void paintBeam(Graphics2D g, Rectangle2D cut, int x, int top, int bottom) {
    Ink.line(g, Charts.faint(Ink.ORANGE, 150), cut.getMaxX(), cut.getMinY(), x, top);
    Ink.line(g, Charts.faint(Ink.ORANGE, 150), cut.getMaxX(), cut.getMaxY(), x, bottom);
    g.setColor(Ink.ORANGE);
    g.setStroke(new BasicStroke(1.6f));
    g.draw(new Line2D.Double(x, top, x, bottom));
    g.draw(cut);
  }

  /**
   * Returns max pooling at work: each window of the input in one colour, its largest number framed,
   * and the output that keeps it.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param input rows of numbers, equally long
   * @param pooled what a pooling layer made of it; its size must divide the input's
   * @return the figure
   * @throws IllegalArgumentException if the input cannot be cut into one window per pooled number
   */
  public static Figure pooling(String name, String caption, double[][] input, double[][] pooled) {
    boolean even =
        pooled.length > 0
            && pooled[0].length > 0
            && input.length % pooled.length == 0
            && input[0].length % pooled[0].length == 0
            && input.length <= 8
            && input[0].length <= 8
            && Arrays.stream(input).allMatch(row -> row.length == input[0].length)
            && Arrays.stream(pooled).allMatch(row -> row.length == pooled[0].length);
    if (!even) {
      throw new IllegalArgumentException(
          "The pooling figure needs an input of at most 8 x 8 that divides evenly into one window"
              + " per pooled number.");
    }
    double[][] numbers = copy(input);
    double[][] largest = copy(pooled);
    int windowRows = input.length / pooled.length;
    int windowColumns = input[0].length / pooled[0].length;
    int cell = 64;
    int arrow = 144;
    int width = cell * (input[0].length + pooled[0].length) + arrow + 2;
    int height = cell * input.length + 34;
    return new Figure(
        name,
        caption,
        width,
        height,
        g -> paintPooling(g, numbers, largest, windowRows, windowColumns, cell, arrow));
  }

  private static double[][] copy(double[][] matrix) {
    return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
  }

  private static void paintPooling(
      Graphics2D g,
      double[][] input,
      double[][] pooled,
      int windowRows,
      int windowColumns,
      int cell,
      int arrow) {
    int top = 32;
    Ink.left(g, "Input, " + size(input), Ink.TITLE, Ink.TEXT, 1, 16);
    for (int row = 0; row < input.length; row++) {
      for (int column = 0; column < input[row].length; column++) {
        int window = row / windowRows * pooled[0].length + column / windowColumns;
        boolean kept = input[row][column] == pooled[row / windowRows][column / windowColumns];
        paintCell(g, 1 + column * cell, top + row * cell, cell, window, input[row][column], kept);
      }
    }
    double right = 1 + cell * input[0].length;
    double middle = top + cell * input.length / 2.0;
    Ink.centre(g, "maximum of each", Ink.SMALL, Ink.MUTED, right + arrow / 2.0, middle - 26);
    Ink.centre(
        g,
        windowRows + " \u00d7 " + windowColumns + " window",
        Ink.SMALL,
        Ink.MUTED,
        right + arrow / 2.0,
        middle - 10);
    Arrow.paint(g, right + 18, right + arrow - 18, middle + 8);

    double left = right + arrow;
    double pooledTop = middle - cell * pooled.length / 2.0;
    Ink.left(g, "Output, " + size(pooled), Ink.TITLE, Ink.TEXT, left, pooledTop - 12);
    for (int row = 0; row < pooled.length; row++) {
      for (int column = 0; column < pooled[row].length; column++) {
        int window = row * pooled[0].length + column;
        paintCell(
            g,
            left + column * cell,
            pooledTop + row * cell,
            cell,
            window,
            pooled[row][column],
            true);
      }
    }
  }

  private static void paintCell(
      Graphics2D g, double x, double y, int cell, int window, double value, boolean strong) {
    g.setColor(WINDOWS[window % WINDOWS.length]);
    g.fill(new Rectangle2D.Double(x, y, cell, cell));
    g.setColor(Ink.PAPER);
    g.setStroke(new BasicStroke(2f));
    g.draw(new Rectangle2D.Double(x, y, cell, cell));
    if (strong) {
      g.setColor(WINDOW_EDGES[window % WINDOW_EDGES.length]);
      g.setStroke(new BasicStroke(2.4f));
      g.draw(new Rectangle2D.Double(x + 4, y + 4, cell - 8, cell - 8));
    }
    DecimalFormat format = Ink.format("0.##");
    Ink.centre(
        g,
        format.format(value),
        strong ? Ink.NUMBER_BOLD : Ink.NUMBER,
        Ink.TEXT,
        x + cell / 2.0,
        y + cell / 2.0 + 7);
  }

  private static String size(double[][] matrix) {
    return matrix.length + " \u00d7 " + matrix[0].length;
  }
}
