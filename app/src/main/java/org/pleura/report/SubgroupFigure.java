package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.List;
import java.util.function.Function;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Subgroup;

/** Sensitivity, specificity and AUROC of each group of cases, one below the other. */
public final class SubgroupFigure {
  private static final int LABELS = 250;
  private static final int GAP = 26;
  private static final int ROW = 28;
  private static final int HEAD = 52;
  private static final int FOOT = 30;

  private record Column(String title, Estimate ofAll, Function<Subgroup, Estimate> ofGroup) {}

  private SubgroupFigure() {}

  /**
   * Returns the figure. The first row is of all cases, and its values go on as dashed lines.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param evaluation with one to 60 groups
   * @return the figure
   * @throws IllegalArgumentException if there is no group, or there are more
   */
  public static Figure figure(String name, String caption, Evaluation evaluation) {
    int groups = evaluation.subgroups().size();
    if (groups < 1 || groups > 60) {
      throw new IllegalArgumentException(
          "A figure of groups holds 1 to 60, but " + groups + " came.");
    }
    return new Figure(
        name, caption, Figure.COLUMN, HEAD + (groups + 1) * ROW + FOOT, g -> paint(g, evaluation));
  }

  private static void paint(Graphics2D g, Evaluation evaluation) {
    List<Subgroup> groups = evaluation.subgroups();
    double bottom = HEAD + (groups.size() + 1) * ROW;
    Ink.left(g, "Group", Ink.TITLE, Ink.TEXT, 0, 16);
    Ink.left(g, "cases, of them with the finding", Ink.SMALL, Ink.MUTED, 0, 34);
    paintLabel(g, "all", evaluation.cases(), evaluation.positives(), middle(0));
    for (int row = 0; row < groups.size(); row++) {
      Subgroup group = groups.get(row);
      paintLabel(
          g,
          group.attribute() + ": " + group.value(),
          group.cases(),
          group.positives(),
          middle(row + 1));
    }
    List<Column> columns =
        List.of(
            new Column("Sensitivity", evaluation.confusion().sensitivity(), Subgroup::sensitivity),
            new Column("Specificity", evaluation.confusion().specificity(), Subgroup::specificity),
            new Column("AUROC", evaluation.auroc(), Subgroup::auroc));
    double width = (Figure.COLUMN - LABELS - 2.0 * GAP - 12) / 3;
    for (int i = 0; i < columns.size(); i++) {
      IntervalScale scale = new IntervalScale(LABELS + i * (width + GAP), width, 0, 1);
      paintColumn(g, scale, columns.get(i), groups, bottom);
    }
  }

  private static double middle(int row) {
    return HEAD + (row + 0.5) * ROW;
  }

  private static void paintLabel(
      Graphics2D g, String text, int cases, int positives, double middle) {
    Ink.left(g, Ink.fit(text, Ink.LABEL, 150), Ink.LABEL, Ink.TEXT, 0, middle + 5);
    Ink.right(g, cases + ", " + positives, Ink.SMALL, Ink.MUTED, LABELS - 18, middle + 5);
  }

  private static void paintColumn(
      Graphics2D g, IntervalScale scale, Column column, List<Subgroup> groups, double bottom) {
    Ink.left(g, column.title(), Ink.TITLE, Ink.TEXT, scale.x(), 16);
    scale.paintAxis(g, HEAD, bottom, 4, "0.##");
    if (column.ofAll() instanceof Estimate.Known known) {
      g.setColor(Ink.MUTED);
      g.setStroke(Charts.DASHED);
      g.draw(
          new Line2D.Double(scale.place(known.value()), HEAD, scale.place(known.value()), bottom));
    }
    scale.paint(g, column.ofAll(), middle(0), Ink.TEXT, "undefined");
    for (int row = 0; row < groups.size(); row++) {
      scale.paint(
          g, column.ofGroup().apply(groups.get(row)), middle(row + 1), Ink.BLUE, "too few to say");
    }
  }
}
