package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;

/** The look of all charts with two axes: white ground, light grid, no frames, quiet ticks. */
final class Charts {
  static final Stroke CURVE = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  static final Stroke DASHED =
      new BasicStroke(
          1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {5f, 4f}, 0f);

  private Charts() {}

  /** An axis over a fixed range with a tick at every multiple of a step. */
  static NumberAxis axis(String label, Range range, double step, String pattern) {
    NumberAxis axis = new NumberAxis(label.isEmpty() ? null : label);
    axis.setRange(range);
    axis.setTickUnit(new NumberTickUnit(step));
    axis.setNumberFormatOverride(Ink.format(pattern));
    axis.setLabelFont(Ink.LABEL);
    axis.setLabelPaint(Ink.MUTED);
    axis.setTickLabelFont(Ink.SMALL);
    axis.setTickLabelPaint(Ink.MUTED);
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
    axis.setTickLabelInsets(new RectangleInsets(4, 4, 4, 4));
    axis.setLabelInsets(new RectangleInsets(4, 4, 2, 4));
    return axis;
  }

  static XYPlot plot(NumberAxis x, NumberAxis y) {
    XYPlot plot = new XYPlot(null, x, y, null);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(Ink.GRID);
    plot.setRangeGridlinePaint(Ink.GRID);
    plot.setDomainGridlineStroke(Ink.HAIRLINE);
    plot.setRangeGridlineStroke(Ink.HAIRLINE);
    plot.setDomainZeroBaselineVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    return plot;
  }

  static void paint(Graphics2D g, XYPlot plot, Rectangle2D place) {
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(null);
    // Room for the outermost tick labels, which are centred on the ends of the axes.
    chart.setPadding(new RectangleInsets(7, 0, 0, 12));
    chart.draw(g, place);
  }

  /** A round step (1, 2 or 5 times a power of ten) that cuts a range into about so many parts. */
  static double step(double length, int parts) {
    double rough = length / parts;
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
    double part = rough / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
  }

  /** The number pattern that shows a step's digits and no more. */
  static String pattern(double step) {
    int decimals = (int) Math.max(0, -Math.floor(StrictMath.log10(step) + 1e-9));
    return decimals == 0 ? "0" : "0." + "0".repeat(Math.min(decimals, 6));
  }

  static Color faint(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }
}
