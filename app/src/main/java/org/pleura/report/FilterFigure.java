package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/** A convolution's filter at work: the picture it slides over, its numbers, and what comes out. */
public final class FilterFigure {
  private static final int SIDE = 330;
  private static final int HEAD = 30;
  private static final int BETWEEN = 48;

  /** In smaller cells than this a number would not fit; their colours must do. */
  private static final int SMALLEST_NUMBERED = 40;

  private FilterFigure() {}

  /**
   * Returns the figure: input, kernel with its numbers, feature map.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param input what the filter reads
   * @param kernel the filter's weights, row by row; up to 5 x 5 are drawn with their numbers
   * @param bias what is added to each sum
   * @param featureMap what the layer made of the input; drawn so that its strongest 1 % are white
   * @param mapTitle its title, for example "Feature map after ReLU"
   * @return the figure
   * @throws IllegalArgumentException if the kernel is empty, ragged or larger than 99 x 99
   */
  public static Figure figure(
      String name,
      String caption,
      Picture input,
      float[][] kernel,
      float bias,
      Picture featureMap,
      String mapTitle) {
    int columns = kernel.length == 0 ? 0 : kernel[0].length;
    boolean fits = columns >= 1 && columns <= 99 && kernel.length <= 99;
    float[][] weights = new float[kernel.length][];
    for (int row = 0; row < kernel.length; row++) {
      fits &= kernel[row].length == columns;
      weights[row] = kernel[row].clone();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "The filter figure needs a kernel of 1 x 1 to 99 x 99 weights, but it has "
              + kernel.length
              + " rows and "
              + columns
              + " columns.");
    }
    return new Figure(
        name,
        caption,
        Figure.COLUMN,
        HEAD + SIDE + 26,
        g -> paint(g, input, weights, bias, featureMap, mapTitle));
  }

  private static void paint(
      Graphics2D g, Picture input, float[][] kernel, float bias, Picture map, String mapTitle) {
    Ink.left(g, "Input", Ink.TITLE, Ink.TEXT, 0, 16);
    paintPicture(g, input, 0);

    int middle = HEAD + SIDE / 2;
    int space = Figure.COLUMN - 2 * SIDE - 2 * BETWEEN;
    int cell = Math.min(68, space / Math.max(kernel.length, kernel[0].length));
    double left = SIDE + BETWEEN + (space - cell * kernel[0].length) / 2.0;
    double top = middle - cell * kernel.length / 2.0;
    sign(g, SIDE + BETWEEN / 2.0, middle);
    String size = "Filter, " + kernel.length + " \u00d7 " + kernel[0].length;
    Ink.centre(g, size, Ink.TITLE, Ink.TEXT, SIDE + BETWEEN + space / 2.0, top - 14);
    paintKernel(g, kernel, left, top, cell);
    String sum = "sum + bias " + Ink.format("0.000").format(bias);
    Ink.centre(
        g,
        sum,
        Ink.SMALL,
        Ink.MUTED,
        SIDE + BETWEEN + space / 2.0,
        top + cell * kernel.length + 22);

    int right = Figure.COLUMN - SIDE;
    Arrow.paint(g, right - BETWEEN + 9, right - 9, middle);
    Ink.left(g, mapTitle, Ink.TITLE, Ink.TEXT, right, 16);
    paintPicture(g, map.brightened(), right);
  }

  private static void paintPicture(Graphics2D g, Picture picture, int x) {
    Picture.Box place = picture.paint(g, new Picture.Box(x, HEAD, SIDE, SIDE));
    String size = picture.height() + " \u00d7 " + picture.width();
    String range =
        "black "
            + Ink.format("0.##").format(picture.black())
            + ", white "
            + Ink.format("0.##").format(picture.white())
            + (picture.exceedsWhite() ? " and above" : "");
    double base = place.y() + place.height() + 20;
    Ink.left(g, size, Ink.SMALL, Ink.MUTED, place.x(), base);
    Ink.right(g, range, Ink.SMALL, Ink.MUTED, place.x() + place.width(), base);
  }

  private static void paintKernel(
      Graphics2D g, float[][] kernel, double left, double top, int cell) {
    float strongest = 0;
    for (float[] row : kernel) {
      for (float weight : row) {
        strongest = Math.max(strongest, Math.abs(weight));
      }
    }
    for (int row = 0; row < kernel.length; row++) {
      for (int column = 0; column < kernel[row].length; column++) {
        float weight = kernel[row][column];
        double x = left + column * cell;
        double y = top + row * cell;
        g.setColor(tint(weight, strongest));
        g.fill(new Rectangle2D.Double(x, y, cell, cell));
        if (cell >= 8) {
          g.setColor(Ink.PAPER);
          g.setStroke(Ink.HAIRLINE);
          g.draw(new Rectangle2D.Double(x, y, cell, cell));
        }
        if (cell >= SMALLEST_NUMBERED) {
          Ink.centre(
              g,
              Ink.format("0.00").format(weight),
              cell < 48 ? Ink.SMALL : Ink.LABEL,
              Ink.TEXT,
              x + cell / 2.0,
              y + cell / 2.0 + 4.6);
        }
      }
    }
  }

  /** Blue for weights below zero, orange above, paler towards zero; black numbers stay readable. */
  private static Color tint(float weight, float strongest) {
    float share = strongest == 0 ? 0 : 0.75f * Math.abs(weight) / strongest;
    Color end = weight < 0 ? new Color(0x56B4E9) : new Color(0xF0A04B);
    return new Color(
        Math.round(248 + (end.getRed() - 248) * share),
        Math.round(248 + (end.getGreen() - 248) * share),
        Math.round(248 + (end.getBlue() - 248) * share));
  }

  /** The sign of convolution: an asterisk of three strokes. */
  private static void sign(Graphics2D g, double x, double y) {
    for (int i = 0; i < 3; i++) {
      double angle = Math.PI * (i / 3.0 + 1 / 6.0);
      double dx = 7 * StrictMath.cos(angle);
      double dy = 7 * StrictMath.sin(angle);
      g.setColor(Ink.MUTED);
      g.setStroke(new BasicStroke(2f));
      g.draw(new Line2D.Double(x - dx, y - dy, x + dx, y + dy));
    }
  }
}
