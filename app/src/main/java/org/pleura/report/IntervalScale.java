package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import org.pleura.evaluate.Estimate;

/**
 * A horizontal axis on which estimates lie as a dot and a line, one below the other.
 *
 * @param x where the axis begins
 * @param width how long it is
 * @param from the value at its beginning
 * @param to the value at its end
 */
record IntervalScale(double x, double width, double from, double to) {

  double place(double value) {
    return x + width * (Math.min(Math.max(value, from), to) - from) / (to - from);
  }

  /** Lines upwards and numbers below, at so many equal steps. */
  void paintAxis(Graphics2D g, double top, double bottom, int steps, String pattern) {
    for (int step = 0; step <= steps; step++) {
      double value = from + (to - from) * step / steps;
      Ink.line(g, Ink.GRID, place(value), top, place(value), bottom);
      String number = Ink.format(pattern).format(value);
      Ink.centre(g, number, Ink.SMALL, Ink.MUTED, place(value), bottom + 17);
    }
  }

  /** The interval, or in few words that there is none. */
  void paint(Graphics2D g, Estimate estimate, double y, Color colour, String otherwise) {
    if (estimate instanceof Estimate.Known known) {
      g.setColor(colour);
      g.setStroke(Charts.CURVE);
      g.draw(new Line2D.Double(place(known.low()), y, place(known.high()), y));
      g.fill(new Ellipse2D.Double(place(known.value()) - 4.5, y - 4.5, 9, 9));
    } else {
      Ink.left(g, otherwise, Ink.SMALL, Ink.MUTED, x + 4, y + 4);
    }
  }
}
