package org.pleura.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The colours, type sizes and strokes that all figures share, and text set left, centred or right
 * of a point. Colours are those of Okabe and Ito (2008), which the colour-blind can tell apart.
 */
final class Ink {
  static final Color PAPER = Color.WHITE;
  static final Color TEXT = new Color(0x1B2430);
  static final Color MUTED = new Color(0x5B6673);
  static final Color GRID = new Color(0xE6EAEE);
  static final Color LINE = new Color(0xB4BDC7);
  static final Color BLUE = new Color(0x0072B2);
  static final Color ORANGE = new Color(0xD55E00);

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  static final Font NUMBER = new Font(Font.SANS_SERIF, Font.PLAIN, 20);
  static final Font NUMBER_BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 20);

  static final Font COUNT = new Font(Font.SANS_SERIF, Font.BOLD, 32);

  static final Stroke HAIRLINE = new BasicStroke(1f);

  /** One ruler for every canvas, so that pixels and vectors have the same layout. */
  private static final FontRenderContext RULER = new FontRenderContext(null, true, true);

  private Ink() {}

  static double width(String text, Font font) {
    return text.isEmpty() ? 0 : font.getStringBounds(text, RULER).getWidth();
  }

  static void left(Graphics2D g, String text, Font font, Color colour, double x, double baseline) {
    g.setFont(font);
    g.setColor(colour);
    g.drawString(text, (float) x, (float) baseline);
  }

  static void centre(Graphics2D g, String text, Font font, Color colour, double x, double base) {
    left(g, text, font, colour, x - width(text, font) / 2, base);
  }

  static void right(Graphics2D g, String text, Font font, Color colour, double x, double base) {
    left(g, text, font, colour, x - width(text, font), base);
  }

  /** Text that runs upwards, centred on a point of its base line. */
  static void upwards(Graphics2D g, String text, Font font, Color colour, double x, double y) {
    Graphics2D turned = (Graphics2D) g.create();
    turned.translate(x, y);
    turned.rotate(-Math.PI / 2);
    centre(turned, text, font, colour, 0, 0);
    turned.dispose();
  }

  static void line(Graphics2D g, Color colour, double x1, double y1, double x2, double y2) {
    g.setColor(colour);
    g.setStroke(HAIRLINE);
    g.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  /**
   * Shortens a text that is too wide by leaving out its middle: file names differ at both ends.
   *
   * @return the text in {@link #printable} form, no wider than asked
   */
  static String fit(String text, Font font, double width) {
    String whole = printable(text).replace('\n', ' ').replace('\t', ' ');
    if (width(whole, font) <= width) {
      return whole;
    }
    int[] points = whole.codePoints().toArray();
    for (int kept = Math.min(points.length - 1, 400); kept > 0; kept--) {
      int head = (kept + 1) / 2;
      int tail = kept - head;
      String shorter =
          new String(points, 0, head) + "\u2026" + new String(points, points.length - tail, tail);
      if (width(shorter, font) <= width) {
        return shorter;
      }
    }
    return "\u2026";
  }

  /** Breaks a text between words into lines no wider than asked, a single long word apart. */
  static List<String> wrap(String text, Font font, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : printable(text).split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer, font) > width) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  /**
   * Replaces what must not reach a page: control characters and lone surrogates, which XML forbids,
   * and the marks that turn the direction of the text after them.
   */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isPrintable(point) ? point : 0xFFFD)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean isPrintable(int point) {
    if (point == '\n' || point == '\t') {
      return true;
    }
    boolean direction =
        (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    boolean forbidden = point == 0xFFFE || point == 0xFFFF;
    int type = Character.getType(point);
    return !direction && !forbidden && type != Character.CONTROL && type != Character.SURROGATE;
  }

  /** Formats with the given pattern, a decimal point and a true minus sign, whatever the locale. */
  static DecimalFormat format(String pattern) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    symbols.setMinusSign('\u2212');
    return new DecimalFormat(pattern, symbols);
  }
}
