package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.RocCurve;

/** Two models on the same cases: both ROC curves, and the differences with their intervals. */
public final class ComparisonFigure {
  private static final int HEIGHT = 470;
  private static final int PANEL = 466;
  private static final Range UNIT = new Range(-0.01, 1.01);
  private static final int ROW = 62;
  private static final int TOP = 96;

  private static final Stroke OTHER =
      new BasicStroke(
          2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {7f, 3f}, 0f);

  private record Row(String name, Estimate estimate, String beside) {}

  private ComparisonFigure() {}

  /**
   * Returns the figure.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param first the curve of the first model
   * @param second the curve of the second
   * @param comparison the differences, the first less the second
   * @return the figure
   */
  public static Figure figure(
      String name, String caption, RocCurve first, RocCurve second, ModelComparison comparison) {
    return new Figure(
        name,
        caption,
        Figure.COLUMN,
        HEIGHT,
        g -> {
          paintCurves(g, first, second, comparison);
          paintDifferences(g, comparison);
        });
  }

  private static void paintCurves(
      Graphics2D g, RocCurve first, RocCurve second, ModelComparison comparison) {
    paintKey(
        g, 14, Ink.BLUE, Charts.CURVE, "this model, AUROC " + comparison.auroc().first().text());
    paintKey(g, 36, Ink.ORANGE, OTHER, "the other, AUROC " + comparison.auroc().second().text());
    XYPlot plot =
        Charts.plot(
            Charts.axis("false positive rate (1 \u2212 specificity)", UNIT, 0.2, "0.0"),
            Charts.axis("true positive rate (sensitivity)", UNIT, 0.2, "0.0"));
    XYSeries chance = new XYSeries("chance");
    chance.add(0, 0);
    chance.add(1, 1);
    add(plot, 0, chance, Ink.LINE, Ink.HAIRLINE);
    add(plot, 1, series(second), Ink.ORANGE, OTHER);
    add(plot, 2, series(first), Ink.BLUE, Charts.CURVE);
    Charts.paint(g, plot, new Rectangle2D.Double(0, 48, PANEL, HEIGHT - 48));
  }

  private static void paintKey(Graphics2D g, double y, Color colour, Stroke stroke, String text) {
    g.setColor(colour);
    g.setStroke(stroke);
    g.draw(new Line2D.Double(0, y - 4, 30, y - 4));
    Ink.left(g, Ink.fit(text, Ink.LABEL, PANEL - 40), Ink.LABEL, Ink.TEXT, 38, y);
  }

  private static XYSeries series(RocCurve curve) {
    XYSeries series = new XYSeries("ROC", false, true);
    curve.points().forEach(point -> series.add(point.falsePositiveRate(), point.sensitivity()));
    return series;
  }

  private static void add(XYPlot plot, int index, XYSeries series, Color colour, Stroke stroke) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, colour);
    renderer.setSeriesStroke(0, stroke);
    renderer.setDrawSeriesLineAsPath(true);
    plot.setDataset(index, new XYSeriesCollection(series));
    plot.setRenderer(index, renderer);
  }

  private static void paintDifferences(Graphics2D g, ModelComparison comparison) {
    double x = Figure.COLUMN - PANEL + 30;
    double width = PANEL - 60;
    List<Row> rows =
        List.of(
            new Row("AUROC", comparison.auroc().difference().estimate(), "cases independent"),
            new Row("AUROC", comparison.auroc().byPatient(), "patients resampled whole"),
            new Row("Accuracy", comparison.accuracy().difference().estimate(), "cases independent"),
            new Row("Accuracy", comparison.accuracy().byPatient(), "patients resampled whole"));
    Ink.left(g, "Difference: this model less the other", Ink.TITLE, Ink.TEXT, x, 16);
    double end = reach(rows);
    IntervalScale scale = new IntervalScale(x, width, -end, end);
    double bottom = TOP + ROW * rows.size() - 20;
    scale.paintAxis(g, TOP - 40, bottom, 4, "0.0##");
    Ink.line(g, Ink.TEXT, scale.place(0), TOP - 40, scale.place(0), bottom);
    Ink.left(g, "\u2190 the other is better", Ink.SMALL, Ink.MUTED, x, bottom + 40);
    Ink.right(g, "this model is better \u2192", Ink.SMALL, Ink.MUTED, x + width, bottom + 40);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = TOP + ROW * i;
      boolean known = row.estimate() instanceof Estimate.Known;
      String text = row.name() + (known ? " " + row.estimate().text(3) : "") + ", " + row.beside();
      String fitting = Ink.fit(text, Ink.SMALL, width);
      g.setColor(Ink.PAPER);
      g.fill(new Rectangle2D.Double(x, y - 27, Ink.width(fitting, Ink.SMALL) + 6, 18));
      Ink.left(g, fitting, Ink.SMALL, Ink.TEXT, x, y - 14);
      scale.paint(g, row.estimate(), y, Ink.BLUE, "undefined");
    }
  }

  /** A round number that no interval goes beyond. */
  private static double reach(List<Row> rows) {
    double furthest = 0.02;
    for (Row row : rows) {
      if (row.estimate() instanceof Estimate.Known known) {
        furthest = Math.max(furthest, Math.max(-known.low(), known.high()));
      }
    }
    double step = Charts.step(furthest, 4);
    return step * Math.ceil(furthest / step - 1e-9);
  }
}
