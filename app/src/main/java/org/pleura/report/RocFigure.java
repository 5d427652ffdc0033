package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Discrimination;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.RocBand;
import org.pleura.evaluate.RocCurve;

/** The receiver operating characteristic with its band, and the line of chance. */
public final class RocFigure {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 600;

  /** 0 to 1, and a little more, so that a curve along an edge keeps its full width. */
  private static final Range UNIT = new Range(-0.01, 1.01);

  private RocFigure() {}

  /**
   * Returns the curve with its pointwise band, the area under it with its interval, and the place
   * the threshold of the confusion matrix has on it. If a class is missing there is no curve: the
   * axes stand empty, and the reason in them.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param evaluation what was measured
   * @return the figure
   */
  public static Figure figure(String name, String caption, Evaluation evaluation) {
    return new Figure(name, caption, WIDTH, HEIGHT, g -> paint(g, evaluation));
  }

  private static void paint(Graphics2D g, Evaluation evaluation) {
    NumberAxis x = Charts.axis("false positive rate (1 \u2212 specificity)", UNIT, 0.2, "0.0");
    NumberAxis y = Charts.axis("true positive rate (sensitivity)", UNIT, 0.2, "0.0");
    XYPlot plot = Charts.plot(x, y);
    Discrimination discrimination = evaluation.discrimination();
    List<KeyLine> key = new ArrayList<>();
    if (discrimination.curve().isPresent()) {
      RocCurve curve = discrimination.curve().get();
      XYSeries roc = new XYSeries("ROC", false, true);
      curve.points().forEach(point -> roc.add(point.falsePositiveRate(), point.sensitivity()));
      addLine(plot, 2, roc, Ink.BLUE, Charts.CURVE);
      key.add(new KeyLine(Mark.CURVE, area(evaluation.auroc())));
    }
    if (discrimination.band().isPresent()) {
      plot.setDataset(0, band(discrimination.band().get()));
      plot.setRenderer(0, bandRenderer());
      key.add(new KeyLine(Mark.BAND, "95 % band, pointwise"));
    }
    XYSeries chance = new XYSeries("chance");
    chance.add(0, 0);
    chance.add(1, 1);
    addLine(plot, 1, chance, Ink.MUTED, Charts.DASHED);
    ConfusionMatrix confusion = evaluation.confusion();
    if (confusion.sensitivity() instanceof Estimate.Known sensitivity
        && confusion.specificity() instanceof Estimate.Known specificity) {
      XYSeries point = new XYSeries("threshold");
      point.add(1 - specificity.value(), sensitivity.value());
      addPoint(plot, 3, point);
      String threshold = Ink.format("0.0##").format(confusion.threshold());
      key.add(new KeyLine(Mark.POINT, "threshold " + threshold));
    }
    key.add(new KeyLine(Mark.CHANCE, "chance"));
    Charts.paint(g, plot, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    if (discrimination.curve().isEmpty()) {
      paintReason(g, discrimination.auroc());
    }
    paintKey(g, key);
  }

  private static String area(Estimate auroc) {
    if (auroc instanceof Estimate.Known known) {
      return "AUROC " + known.value(2) + ", 95 % interval " + known.interval(2);
    }
    return "AUROC " + auroc.text();
  }

  private static void paintReason(Graphics2D g, Estimate auroc) {
    double y = 240;
    for (String line : Ink.wrap("The curve is " + auroc.text() + ".", Ink.LABEL, 300)) {
      Ink.left(g, line, Ink.LABEL, Ink.TEXT, 90, y);
      y += 20;
    }
  }

  private static void addLine(
      XYPlot plot, int index, XYSeries series, Color colour, Stroke stroke) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, colour);
    renderer.setSeriesStroke(0, stroke);
    renderer.setDrawSeriesLineAsPath(true);
    plot.setDataset(index, new XYSeriesCollection(series));
    plot.setRenderer(index, renderer);
  }

  private static void addPoint(XYPlot plot, int index, XYSeries series) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    renderer.setSeriesPaint(0, Ink.ORANGE);
    renderer.setSeriesShape(0, dot());
    plot.setDataset(index, new XYSeriesCollection(series));
    plot.setRenderer(index, renderer);
  }

  private static Shape dot() {
    return new Ellipse2D.Double(-5, -5, 10, 10);
  }

  private static YIntervalSeriesCollection band(RocBand band) {
    YIntervalSeries series = new YIntervalSeries("band", false, true);
    for (RocBand.Level level : band.levels()) {
      double middle = (level.low() + level.high()) / 2;
      series.add(level.falsePositiveRate(), middle, level.low(), level.high());
    }
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    data.addSeries(series);
    return data;
  }

  private static DeviationRenderer bandRenderer() {
    DeviationRenderer renderer = new DeviationRenderer(false, false);
    renderer.setSeriesFillPaint(0, Ink.BLUE);
    renderer.setAlpha(0.16f);
    return renderer;
  }

  private enum Mark {
    CURVE,
    BAND,
    POINT,
    CHANCE
  }

  private record KeyLine(Mark mark, String text) {}

  /** The key stands in the lower right, where a curve better than chance leaves room. */
  private static void paintKey(Graphics2D g, List<KeyLine> lines) {
    double widest = 0;
    for (KeyLine line : lines) {
      widest = Math.max(widest, Ink.width(line.text(), Ink.LABEL));
    }
    double width = 46 + widest + 12;
    double height = 16 + 24 * lines.size();
    double left = WIDTH - 30 - width;
    double top = HEIGHT - 78 - height;
    g.setColor(Ink.PAPER);
    g.fill(new Rectangle2D.Double(left, top, width, height));
    double y = top + 20;
    for (KeyLine line : lines) {
      paintMark(g, line.mark(), left + 8, y);
      Ink.left(g, line.text(), Ink.LABEL, Ink.TEXT, left + 46, y + 4.6);
      y += 24;
    }
  }

  private static void paintMark(Graphics2D g, Mark mark, double x, double y) {
    switch (mark) {
      case CURVE -> {
        g.setColor(Ink.BLUE);
        g.setStroke(Charts.CURVE);
        g.draw(new Line2D.Double(x, y, x + 28, y));
      }
      case BAND -> {
        g.setColor(Charts.faint(Ink.BLUE, 41));
        g.fill(new Rectangle2D.Double(x, y - 7, 28, 14));
      }
      case POINT -> {
        g.setColor(Ink.ORANGE);
        g.fill(new Ellipse2D.Double(x + 9, y - 5, 10, 10));
      }
      case CHANCE -> {
        g.setColor(Ink.MUTED);
        g.setStroke(Charts.DASHED);
        g.draw(new Line2D.Double(x, y, x + 28, y));
      }
    }
  }
}
