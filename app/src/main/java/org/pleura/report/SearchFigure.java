package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.pleura.tune.Trial;
import org.pleura.tune.Trials;

/** The validation loss of each configuration of a search, by how long it was trained. */
public final class SearchFigure {
  private static final int HEIGHT = 384;

  /** Losses above this many times that of not looking are drawn at the upper edge. */
  private static final double MOST = 1.5;

  private SearchFigure() {}

  /**
   * Returns the figure: a mark for each training, darker the longer it was; the best has a ring.
   *
   * @param found what a search found
   * @param constantLoss the loss of a model that does not look, drawn as a line; it may be infinite
   * @return the figure named {@code tuning}
   */
  public static Figure of(Trials found, double constantLoss) {
    return new Figure(
        "tuning",
        "The loss of each trained configuration on the validation images. "
            + Trials.OPTIMISM
            + " Triangles lie above the picture; a loss that ran away has no mark.",
        Figure.COLUMN,
        HEIGHT,
        g -> paint(g, found, constantLoss));
  }

  private static void paint(Graphics2D g, Trials found, double constantLoss) {
    Map<Integer, List<Trial>> rungs = new TreeMap<>();
    found.all().stream()
        .filter(trial -> trial.score().isPresent())
        .forEach(trial -> rungs.computeIfAbsent(trial.rung(), r -> new ArrayList<>()).add(trial));
    paintKey(g, rungs);
    Ink.left(g, "Validation loss (binary cross-entropy)", Ink.TITLE, Ink.TEXT, 0, 50);
    Range range = range(found, constantLoss);
    XYPlot plot = plot(found, range);
    if (range.contains(constantLoss)) {
      plot.addRangeMarker(
          new ValueMarker(constantLoss, Ink.MUTED, Charts.DASHED), Layer.BACKGROUND);
    }
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    for (Map.Entry<Integer, List<Trial>> rung : rungs.entrySet()) {
      Color colour = colour(rung.getKey(), rungs);
      add(data, renderer, rung.getValue(), false, range, colour, disc(4.2));
      add(data, renderer, rung.getValue(), true, range, colour, triangle());
    }
    found
        .best()
        .ifPresent(
            best -> {
              add(data, renderer, List.of(best), false, range, Ink.ORANGE, disc(8));
              int ring = data.getSeriesCount() - 1;
              renderer.setSeriesShapesFilled(ring, false);
              renderer.setSeriesOutlineStroke(ring, Charts.CURVE);
              renderer.setSeriesStroke(ring, Charts.CURVE);
            });
    plot.setDataset(data);
    plot.setRenderer(renderer);
    Charts.paint(g, plot, new Rectangle2D.Double(0, 56, Figure.COLUMN, HEIGHT - 56));
  }

  private static void add(
      XYSeriesCollection data,
      XYLineAndShapeRenderer renderer,
      List<Trial> trials,
      boolean above,
      Range range,
      Color colour,
      Shape mark) {
    int index = data.getSeriesCount();
    XYSeries series = new XYSeries(index);
    for (Trial trial : trials) {
      double loss = trial.score().orElseThrow().loss();
      if (loss > range.getUpperBound() == above) {
        series.add(trial.number(), Math.min(loss, range.getUpperBound()));
      }
    }
    data.addSeries(series);
    renderer.setSeriesPaint(index, colour);
    renderer.setSeriesShape(index, mark);
  }

  private static XYPlot plot(Trials found, Range range) {
    int last = found.all().stream().mapToInt(Trial::number).max().orElse(1);
    double beside = Math.max(0.5, 0.02 * last);
    double trialStep = Math.max(1, Charts.step(last, 20));
    double step = Charts.step(range.getLength(), 6);
    NumberAxis x = Charts.axis("trial", new Range(1 - beside, last + beside), trialStep, "0");
    NumberAxis y = Charts.axis("", range, step, Charts.pattern(step));
    XYPlot plot = Charts.plot(x, y);
    plot.setDomainGridlinesVisible(false);
    return plot;
  }

  private static Range range(Trials found, double constantLoss) {
    double[] losses =
        found.all().stream()
            .flatMap(trial -> trial.score().stream())
            .mapToDouble(score -> score.loss())
            .sorted()
            .toArray();
    if (losses.length == 0) {
      return new Range(0, 1);
    }
    double least = losses[0];
    double most = losses[losses.length - 1];
    if (Double.isFinite(constantLoss)) {
      most = Math.max(constantLoss, Math.min(most, Math.max(least, MOST * constantLoss)));
    }
    double step = Charts.step(Math.max(most - least, 1e-3), 5);
    return new Range(
        Math.max(0, step * (Math.ceil(least / step) - 1)), step * (Math.floor(most / step) + 1));
  }

  /** From gray to blue, the last rung the bluest. */
  private static Color colour(int rung, Map<Integer, List<Trial>> rungs) {
    int place = new ArrayList<>(rungs.keySet()).indexOf(rung);
    double share = (place + 1.0) / rungs.size();
    return new Color(
        between(Ink.LINE.getRed(), Ink.BLUE.getRed(), share),
        between(Ink.LINE.getGreen(), Ink.BLUE.getGreen(), share),
        between(Ink.LINE.getBlue(), Ink.BLUE.getBlue(), share));
  }

  private static int between(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }

  private static void paintKey(Graphics2D g, Map<Integer, List<Trial>> rungs) {
    double x = 6;
    for (Map.Entry<Integer, List<Trial>> rung : rungs.entrySet()) {
      String epochs = epochs(rung.getValue());
      x = keyMark(g, x, colour(rung.getKey(), rungs), epochs);
    }
    g.setColor(Ink.ORANGE);
    g.setStroke(Charts.CURVE);
    g.draw(new Ellipse2D.Double(x - 5, 5, 14, 14));
    Ink.left(g, "best", Ink.LABEL, Ink.TEXT, x + 18, 16);
    x += 18 + Ink.width("best", Ink.LABEL) + 22;
    g.setColor(Ink.MUTED);
    g.setStroke(Charts.DASHED);
    g.draw(new Line2D.Double(x, 12, x + 26, 12));
    Ink.left(g, "without looking", Ink.LABEL, Ink.TEXT, x + 34, 16);
  }

  private static double keyMark(Graphics2D g, double x, Color colour, String text) {
    Graphics2D moved = (Graphics2D) g.create();
    moved.setColor(colour);
    moved.translate(x, 12);
    moved.fill(disc(4.2));
    moved.dispose();
    Ink.left(g, text, Ink.LABEL, Ink.TEXT, x + 12, 16);
    return x + 12 + Ink.width(text, Ink.LABEL) + 24;
  }

  private static String epochs(List<Trial> rung) {
    int least = rung.stream().mapToInt(trial -> trial.plan().training().epochs()).min().orElse(0);
    int most = rung.stream().mapToInt(trial -> trial.plan().training().epochs()).max().orElse(0);
    return (least == most ? String.valueOf(most) : least + " to " + most) + " epochs";
  }

  private static Shape disc(double radius) {
    return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
  }

  private static Shape triangle() {
    Path2D triangle = new Path2D.Double();
    triangle.moveTo(0, -2);
    triangle.lineTo(5, 6);
    triangle.lineTo(-5, 6);
    triangle.closePath();
    return triangle;
  }
}
