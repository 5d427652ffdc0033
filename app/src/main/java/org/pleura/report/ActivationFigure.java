package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The curves of activation functions, in small panels side by side. */
public final class ActivationFigure {
  /** Curves are drawn from -FAR to FAR. */
  private static final int FAR = 5;

  private static final int STEPS = 200;
  private static final int GAP = 20;

  /**
   * One panel.
   *
   * @param name for example "ReLU"
   * @param formula for example "max(0, x)"
   * @param function the function itself, finite from -5 to 5
   */
  public record Activation(String name, String formula, DoubleUnaryOperator function) {}

  private ActivationFigure() {}

  /**
   * Returns the curves from -5 to 5.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param activations one to four functions
   * @return the figure
   * @throws IllegalArgumentException if there are none or more than four
   */
  public static Figure figure(String name, String caption, List<Activation> activations) {
    if (activations.isEmpty() || activations.size() > 4) {
      throw new IllegalArgumentException(
          "The figure has room for one to four activation functions, but "
              + activations.size()
              + " came.");
    }
    List<Activation> all = List.copyOf(activations);
    return new Figure(name, caption, Figure.COLUMN, 272, g -> paint(g, all));
  }

  private static void paint(Graphics2D g, List<Activation> activations) {
    double width = (Figure.COLUMN - GAP * 3) / 4.0;
    double x = 0;
    for (Activation activation : activations) {
      Ink.left(g, activation.name(), Ink.TITLE, Ink.TEXT, x, 16);
      Ink.left(g, activation.formula(), Ink.SMALL, Ink.MUTED, x, 36);
      paintCurve(g, activation.function(), new Rectangle2D.Double(x, 46, width, 226));
      x += width + GAP;
    }
  }

  private static void paintCurve(Graphics2D g, DoubleUnaryOperator function, Rectangle2D place) {
    XYSeries series = new XYSeries("f");
    for (int i = 0; i <= STEPS; i++) {
      // The middle step is 0 exactly, where ReLU has its corner.
      double x = FAR * (2.0 * i - STEPS) / STEPS;
      series.add(x, function.applyAsDouble(x));
    }
    double least = series.getMinY();
    double most = series.getMaxY();
    double step = Charts.step(most - least, 4);
    double room = (most - least) * 0.05;

    NumberAxis xAxis = Charts.axis("", new Range(-FAR, FAR), FAR, "0");
    NumberAxis yAxis =
        Charts.axis("", new Range(least - room, most + room), step, Charts.pattern(step));
    XYPlot plot = Charts.plot(xAxis, yAxis);
    plot.setDomainZeroBaselineVisible(true);
    plot.setDomainZeroBaselinePaint(Ink.LINE);
    plot.setDomainZeroBaselineStroke(Ink.HAIRLINE);
    plot.setRangeZeroBaselineVisible(true);
    plot.setRangeZeroBaselinePaint(Ink.LINE);
    plot.setRangeZeroBaselineStroke(Ink.HAIRLINE);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setSeriesPaint(0, Ink.BLUE);
    renderer.setSeriesStroke(0, Charts.CURVE);
    renderer.setDrawSeriesLineAsPath(true);
    plot.setDataset(new XYSeriesCollection(series));
    plot.setRenderer(renderer);
    Charts.paint(g, plot, place);
  }
}
