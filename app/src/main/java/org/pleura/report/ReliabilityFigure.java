package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.TemperatureScaling;

/**
 * The reliability diagram: what came true against what was said, bin by bin with intervals, and how
 * many cases each bin holds (DeGroot and Fienberg, The Statistician 1983).
 */
public final class ReliabilityFigure {
  private static final int PANEL = 466;
  private static final int HEIGHT = 560;
  private static final int HEAD = 74;
  private static final Range UNIT = new Range(-0.02, 1.02);

  private ReliabilityFigure() {}

  /**
   * Returns the diagram, and beside it that after temperature scaling where there is one.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param calibration of the probabilities as they are
   * @param scaling what scaling does to them
   * @return the figure
   */
  public static Figure figure(
      String name, String caption, Calibration calibration, TemperatureScaling scaling) {
    boolean two = scaling.after().isPresent();
    return new Figure(
        name,
        caption,
        two ? Figure.COLUMN : PANEL,
        HEIGHT,
        g -> {
          paint(g, 0, "Probabilities as they are", calibration, Ink.BLUE);
          if (scaling.after().isPresent()
              && scaling.temperature() instanceof Estimate.Known temperature) {
            String title =
                "Logits divided by the temperature "
                    + Ink.format("0.00").format(temperature.value());
            Calibration after = scaling.after().get().calibration();
            paint(g, Figure.COLUMN - PANEL, title, after, Ink.ORANGE);
          }
        });
  }

  private static void paint(
      Graphics2D g, double left, String title, Calibration calibration, Color colour) {
    Ink.left(g, title, Ink.TITLE, Ink.TEXT, left, 16);
    Ink.left(g, line("Brier score ", calibration.brier()), Ink.SMALL, Ink.MUTED, left, 37);
    String error = line("calibration error ", calibration.error().estimate());
    Ink.left(g, error + chance(calibration), Ink.SMALL, Ink.MUTED, left, 55);
    NumberAxis x = Charts.axis("probability of the finding", UNIT, 0.2, "0.0");
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(x);
    both.setGap(14);
    both.add(diagram(calibration, colour), 3);
    both.add(histogram(calibration, colour), 1);
    Charts.paint(g, both, new Rectangle2D.Double(left, HEAD, PANEL, HEIGHT - HEAD));
  }

  private static String line(String figure, Estimate estimate) {
    return figure + (estimate instanceof Estimate.Known ? estimate.text(3) : "undefined");
  }

  private static String chance(Calibration calibration) {
    Optional<String> mean =
        calibration.error().ifCalibrated().map(it -> Ink.format("0.000").format(it.mean()));
    return mean.map(value -> "; " + value + " if perfectly calibrated").orElse("");
  }

  private static XYPlot diagram(Calibration calibration, Color colour) {
    NumberAxis y = Charts.axis("share that has the finding", UNIT, 0.2, "0.0");
    XYPlot plot = plot(y);
    XYSeries perfect = new XYSeries("perfect");
    perfect.add(0, 0);
    perfect.add(1, 1);
    XYLineAndShapeRenderer dashed = new XYLineAndShapeRenderer(true, false);
    dashed.setSeriesPaint(0, Ink.MUTED);
    dashed.setSeriesStroke(0, Charts.DASHED);
    plot.setDataset(0, new XYSeriesCollection(perfect));
    plot.setRenderer(0, dashed);
    XYIntervalSeries bins = new XYIntervalSeries("bins");
    for (Calibration.Bin bin : calibration.reliability()) {
      if (bin.observed() instanceof Estimate.Known known) {
        double said = bin.meanProbability();
        bins.add(said, said, said, known.value(), known.low(), known.high());
      }
    }
    XYErrorRenderer dots = new XYErrorRenderer();
    dots.setDrawXError(false);
    dots.setSeriesPaint(0, colour);
    dots.setSeriesShape(0, dot());
    dots.setErrorStroke(Charts.CURVE);
    dots.setCapLength(0);
    plot.setDataset(1, collection(bins));
    plot.setRenderer(1, dots);
    return plot;
  }

  private static Shape dot() {
    return new Ellipse2D.Double(-5, -5, 10, 10);
  }

  private static XYPlot histogram(Calibration calibration, Color colour) {
    int most = 1;
    XYIntervalSeries bars = new XYIntervalSeries("cases");
    for (Calibration.Bin bin : calibration.reliability()) {
      double middle = (bin.from() + bin.to()) / 2;
      bars.add(middle, bin.from(), bin.to(), bin.cases(), 0, bin.cases());
      most = Math.max(most, bin.cases());
    }
    NumberAxis y = Charts.axis("cases", new Range(0, most * 1.05), 1, "0");
    y.setTickUnit(new NumberTickUnit(Math.max(1, Charts.step(most, 3))));
    XYPlot plot = plot(y);
    XYBarRenderer renderer = new XYBarRenderer(0.06);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setUseYInterval(true);
    renderer.setSeriesPaint(0, Charts.faint(colour, 150));
    plot.setDataset(0, collection(bars));
    plot.setRenderer(0, renderer);
    return plot;
  }

  private static XYIntervalSeriesCollection collection(XYIntervalSeries series) {
    XYIntervalSeriesCollection collection = new XYIntervalSeriesCollection();
    collection.addSeries(series);
    return collection;
  }

  /** Part of a combined plot, which brings the axis below. */
  private static XYPlot plot(NumberAxis y) {
    XYPlot plot = Charts.plot(Charts.axis("", UNIT, 0.2, "0.0"), y);
    plot.setDomainAxis(null);
    return plot;
  }
}
