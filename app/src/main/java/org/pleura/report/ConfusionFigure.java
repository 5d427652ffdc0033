package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Estimate;

/** The confusion matrix of two classes: counts, and the share of each row. */
public final class ConfusionFigure {
  private static final int LEFT = 130;
  private static final int TOP = 62;
  private static final int CELL_WIDTH = 236;
  private static final int CELL_HEIGHT = 136;

  private ConfusionFigure() {}

  /**
   * Returns the matrix: a row for each true class, a column for each prediction. Where they meet
   * stand the rates that clinicians read, sensitivity and specificity, with their intervals.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param positiveClass the positive class, for example "effusion"
   * @param negativeClass the negative class, for example "normal"
   * @param matrix the counts
   * @return the figure
   */
  public static Figure figure(
      String name,
      String caption,
      String positiveClass,
      String negativeClass,
      ConfusionMatrix matrix) {
    return new Figure(
        name,
        caption,
        LEFT + 2 * CELL_WIDTH,
        TOP + 2 * CELL_HEIGHT,
        g -> paint(g, positiveClass, negativeClass, matrix));
  }

  private static void paint(
      Graphics2D g, String positiveClass, String negativeClass, ConfusionMatrix matrix) {
    Ink.centre(g, "Predicted class", Ink.TITLE, Ink.TEXT, LEFT + CELL_WIDTH, 16);
    Ink.left(g, "True class", Ink.TITLE, Ink.TEXT, 0, TOP - 14);
    paintColumnHead(g, positiveClass, 0);
    paintColumnHead(g, negativeClass, 1);
    paintRowHead(g, positiveClass, matrix.positives(), 0);
    paintRowHead(g, negativeClass, matrix.negatives(), 1);
    paintCell(g, 0, 0, matrix.truePositives(), matrix.positives());
    paintCell(g, 0, 1, matrix.falseNegatives(), matrix.positives());
    paintCell(g, 1, 0, matrix.falsePositives(), matrix.negatives());
    paintCell(g, 1, 1, matrix.trueNegatives(), matrix.negatives());
    paintRate(g, 0, "sensitivity", matrix.sensitivity());
    paintRate(g, 1, "specificity", matrix.specificity());
  }

  private static void paintColumnHead(Graphics2D g, String className, int column) {
    String text = Ink.fit(className, Ink.LABEL, CELL_WIDTH - 8);
    Ink.centre(g, text, Ink.LABEL, Ink.TEXT, LEFT + (column + 0.5) * CELL_WIDTH, TOP - 14);
  }

  private static void paintRowHead(Graphics2D g, String className, int images, int row) {
    double middle = TOP + (row + 0.5) * CELL_HEIGHT;
    String text = Ink.fit(className, Ink.LABEL, LEFT - 12);
    Ink.left(g, text, Ink.LABEL, Ink.TEXT, 0, middle - 2);
    String count = images + (images == 1 ? " image" : " images");
    Ink.left(g, count, Ink.SMALL, Ink.MUTED, 0, middle + 18);
  }

  private static void paintCell(Graphics2D g, int row, int column, int count, int images) {
    double share = images == 0 ? 0 : (double) count / images;
    double x = LEFT + column * CELL_WIDTH;
    double y = TOP + row * CELL_HEIGHT;
    g.setColor(blue(share));
    g.fill(new Rectangle2D.Double(x + 1.5, y + 1.5, CELL_WIDTH - 3, CELL_HEIGHT - 3));
    double middle = x + CELL_WIDTH / 2.0;
    Ink.centre(g, Integer.toString(count), Ink.COUNT, ink(share), middle, y + 60);
    String percent = images == 0 ? "no images" : Ink.format("0.0 %").format(share);
    Ink.centre(g, percent, Ink.LABEL, ink(share), middle, y + 87);
  }

  private static void paintRate(Graphics2D g, int place, String name, Estimate rate) {
    if (rate instanceof Estimate.Known known) {
      double x = LEFT + (place + 0.5) * CELL_WIDTH;
      double y = TOP + place * CELL_HEIGHT + 110;
      String text = name + " " + known.text();
      Ink.centre(g, text, Ink.SMALL, ink(known.value()), x, y);
    }
  }

  /** White on the darkest cells only: below, dark ink has the higher contrast. */
  private static Color ink(double share) {
    return share > 0.8 ? Color.WHITE : Ink.TEXT;
  }

  /** From nearly white at 0 to the palette's blue at 1. */
  private static Color blue(double share) {
    return new Color(
        (int) Math.rint(240 + (Ink.BLUE.getRed() - 240) * share),
        (int) Math.rint(245 + (Ink.BLUE.getGreen() - 245) * share),
        (int) Math.rint(249 + (Ink.BLUE.getBlue() - 249) * share));
  }
}
