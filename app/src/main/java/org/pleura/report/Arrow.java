package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;

/** An arrow from left to right: this becomes that. */
final class Arrow {
  private Arrow() {}

  static void paint(Graphics2D g, double from, double to, double y) {
    g.setColor(Ink.MUTED);
    g.setStroke(new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(new Line2D.Double(from, y, to, y));
    Path2D head = new Path2D.Double();
    head.moveTo(to - 6, y - 5);
    head.lineTo(to, y);
    head.lineTo(to - 6, y + 5);
    g.draw(head);
  }
}
