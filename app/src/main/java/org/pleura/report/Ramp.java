package org.pleura.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.function.DoubleFunction;

/** A colour bar: which colour stands for which value. */
final class Ramp {
  private Ramp() {}

  /**
   * Paints an upright bar, the largest value on top, in 256 even steps.
   *
   * @param colours the colour of a place on the bar, 0 at the bottom to 1 at the top
   */
  static void paint(Graphics2D g, Picture.Box bar, DoubleFunction<Color> colours) {
    int steps = 256;
    double step = (double) bar.height() / steps;
    for (int i = 0; i < steps; i++) {
      g.setColor(colours.apply((i + 0.5) / steps));
      // Each step reaches down to the bottom, so that no paper shines through between two.
      double top = bar.y() + bar.height() - (i + 1) * step;
      g.fill(new Rectangle2D.Double(bar.x(), top, bar.width(), step + (i == 0 ? 0 : step / 2)));
    }
  }

  /** Writes a value beside the bar, at its place between 0 (bottom) and 1 (top). */
  static void label(Graphics2D g, Picture.Box bar, double place, String text) {
    double y = bar.y() + bar.height() * (1 - place);
    Ink.line(g, Ink.LINE, bar.x() + bar.width(), y, bar.x() + bar.width() + 4, y);
    Ink.left(g, text, Ink.SMALL, Ink.MUTED, bar.x() + bar.width() + 7, y + 4.3);
  }
}
