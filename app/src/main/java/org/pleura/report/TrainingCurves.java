package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.pleura.nn.train.History;

/** Loss and accuracy against the epoch, training beside validation, the best epoch marked. */
public final class TrainingCurves {
  private static final int HEIGHT = 384;

  /** Beyond this many epochs the curves go without a mark at each. */
  private static final int MARKED_EPOCHS = 40;

  private TrainingCurves() {}

  /**
   * Returns the two panels. Values that are not finite are left out of their curves.
   *
   * @param name the figure's file name without ending
   * @param caption the sentence under it
   * @param history at least one epoch
   * @param marked the epoch to mark as the best, if its weights are those that are kept
   * @return the figure
   * @throws IllegalArgumentException if there is no epoch
   */
  public static Figure figure(String name, String caption, History history, OptionalInt marked) {
    if (history.epochs().isEmpty()) {
      throw new IllegalArgumentException(
          "Training curves need at least one epoch, but the history is empty.");
    }
    return new Figure(name, caption, Figure.COLUMN, HEIGHT, g -> paint(g, history, marked));
  }

  private static void paint(Graphics2D g, History history, OptionalInt marked) {
    paintKey(g, marked);
    int width = (Figure.COLUMN - 28) / 2;
    Ink.left(g, "Loss (binary cross-entropy)", Ink.TITLE, Ink.TEXT, 0, 50);
    XYSeries loss = series("training", history, History.Epoch::loss);
    XYSeries validationLoss = series("validation", history, History.Epoch::validationLoss);
    Rectangle2D left = new Rectangle2D.Double(0, 56, width, HEIGHT - 56);
    paintPanel(g, left, loss, validationLoss, history, marked, lossRange(loss, validationLoss));

    int x = Figure.COLUMN - width;
    Ink.left(g, "Accuracy (share of images right)", Ink.TITLE, Ink.TEXT, x, 50);
    XYSeries accuracy = series("training", history, History.Epoch::accuracy);
    XYSeries validationAccuracy = series("validation", history, History.Epoch::validationAccuracy);
    Range range = new Range(least(accuracy, validationAccuracy) < 0.4 ? 0 : 0.4, 1);
    Rectangle2D right = new Rectangle2D.Double(x, 56, width, HEIGHT - 56);
    paintPanel(g, right, accuracy, validationAccuracy, history, marked, range);
  }

  private static void paintKey(Graphics2D g, OptionalInt best) {
    double x = keyLine(g, 0, Ink.BLUE, disc(), "training");
    x = keyLine(g, x, Ink.ORANGE, diamond(), "validation");
    if (best.isPresent()) {
      g.setColor(Ink.MUTED);
      g.setStroke(Charts.DASHED);
      g.draw(new Line2D.Double(x + 4, 3, x + 4, 20));
      Ink.left(g, "best epoch: " + best.getAsInt(), Ink.LABEL, Ink.TEXT, x + 14, 16);
    }
  }

  private static double keyLine(Graphics2D g, double x, Color colour, Shape mark, String text) {
    g.setColor(colour);
    g.setStroke(Charts.CURVE);
    g.draw(new Line2D.Double(x, 12, x + 26, 12));
    Graphics2D moved = (Graphics2D) g.create();
    moved.translate(x + 13, 12);
    moved.fill(mark);
    moved.dispose();
    Ink.left(g, text, Ink.LABEL, Ink.TEXT, x + 34, 16);
    return x + 34 + Ink.width(text, Ink.LABEL) + 26;
  }

  private static XYSeries series(
      String name, History history, ToDoubleFunction<History.Epoch> value) {
    XYSeries series = new XYSeries(name);
    for (History.Epoch epoch : history.epochs()) {
      double y = value.applyAsDouble(epoch);
      if (Double.isFinite(y)) {
        series.add(epoch.number(), y);
      }
    }
    return series;
  }

  private static double least(XYSeries a, XYSeries b) {
    return Math.min(
        a.isEmpty() ? Double.POSITIVE_INFINITY : a.getMinY(),
        b.isEmpty() ? Double.POSITIVE_INFINITY : b.getMinY());
  }

  private static double most(XYSeries a, XYSeries b) {
    return Math.max(
        a.isEmpty() ? Double.NEGATIVE_INFINITY : a.getMaxY(),
        b.isEmpty() ? Double.NEGATIVE_INFINITY : b.getMaxY());
  }

  /** From a round number below all losses to one above; 0 to 1 if there is nothing to show. */
  private static Range lossRange(XYSeries training, XYSeries validation) {
    if (training.isEmpty() && validation.isEmpty()) {
      return new Range(0, 1);
    }
    double least = least(training, validation);
    double most = most(training, validation);
    double step = Charts.step(Math.max(most - least, 1e-3), 4);
    return new Range(
        Math.max(0, step * Math.floor(least / step)), step * Math.ceil(most / step + 1e-9));
  }

  private static void paintPanel(
      Graphics2D g,
      Rectangle2D place,
      XYSeries training,
      XYSeries validation,
      History history,
      OptionalInt marked,
      Range range) {
    double step = Charts.step(range.getLength(), 6);
    int epochs = history.epochs().size();
    double epochStep = Math.max(1, Charts.step(epochs, 12));
    double beside = Math.max(0.4, 0.02 * epochs); // the first and last mark are to be whole
    NumberAxis x = Charts.axis("epoch", new Range(1 - beside, epochs + beside), epochStep, "0");
    NumberAxis y = Charts.axis("", range, step, Charts.pattern(step));
    XYPlot plot = Charts.plot(x, y);
    plot.setDomainGridlinesVisible(false);
    XYSeriesCollection data = new XYSeriesCollection(training);
    data.addSeries(validation);
    plot.setDataset(data);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, epochs <= MARKED_EPOCHS);
    renderer.setSeriesPaint(0, Ink.BLUE);
    renderer.setSeriesPaint(1, Ink.ORANGE);
    renderer.setSeriesShape(0, disc());
    renderer.setSeriesShape(1, diamond());
    renderer.setSeriesStroke(0, Charts.CURVE);
    renderer.setSeriesStroke(1, Charts.CURVE);
    plot.setRenderer(renderer);
    marked.ifPresent(
        best ->
            plot.addDomainMarker(
                new ValueMarker(best, Ink.MUTED, Charts.DASHED), Layer.BACKGROUND));
    Charts.paint(g, plot, place);
  }

  private static Shape disc() {
    return new Ellipse2D.Double(-3.5, -3.5, 7, 7);
  }

  private static Shape diamond() {
    Path2D diamond = new Path2D.Double();
    diamond.moveTo(0, -4.8);
    diamond.lineTo(4.8, 0);
    diamond.lineTo(0, 4.8);
    diamond.lineTo(-4.8, 0);
    diamond.closePath();
    return diamond;
  }
}
