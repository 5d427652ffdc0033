package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * A figure before it is drawn: its name, the sentence under it, its size and how to paint it. The
 * same drawing makes the PNG (at twice the size, for dense screens and print) and the SVG. Around
 * what is drawn, both have a white margin of {@link #MARGIN}.
 *
 * @param name the file name without its ending: lower-case letters, digits and hyphens
 * @param caption what the figure shows, in a sentence or two
 * @param width width in units of 1/96 inch, without the margin
 * @param height height in units of 1/96 inch, without the margin
 * @param drawing paints the figure on a white canvas of that size
 */
public record Figure(String name, String caption, int width, int height, Drawing drawing) {
  /** How many pixels of the PNG make one unit of the figure. */
  public static final int PIXELS_PER_UNIT = 2;

  /** The white margin on all four sides. */
  public static final int MARGIN = 16;

  /** The width of all figures made for the report's column. */
  static final int COLUMN = 960;

  private static final Map<RenderingHints.Key, Object> SMOOTH =
      Map.of(
          RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON,
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON,
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON,
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE,
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);

  /** Paints one figure; must paint the same on every canvas. */
  @FunctionalInterface
  public interface Drawing {
    /**
     * Paints the figure.
     *
     * @param canvas a white canvas of the figure's size, its origin inside the margin, smooth
     *     rendering set
     */
    void paint(Graphics2D canvas);
  }

  /**
   * Checks the name and the size.
   *
   * @param name lower-case letters, digits and hyphens
   * @param caption any text
   * @param width 1 to 5,000
   * @param height 1 to 5,000
   * @param drawing paints the figure
   * @throws IllegalArgumentException if the name could not be a file name everywhere, or the size
   *     is not within 1 to 5,000
   */
  public Figure {
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "A figure's name must be lower-case letters, digits and hyphens, but it is '%s'."
              .formatted(Ink.printable(name)));
    }
    if (width < 1 || width > 5000 || height < 1 || height > 5000) {
      throw new IllegalArgumentException(
          "Figure %s must be 1 to 5000 units wide and high, but it is %d x %d."
              .formatted(name, width, height));
    }
  }

  /**
   * Draws the figure as PNG and as SVG, in memory.
   *
   * @return both pictures
   * @throws IllegalStateException if this machine has no font to draw text with
   */
  public DrawnFigure draw() {
    try {
      return new DrawnFigure(this, PngPicture.encode(pixels()), SvgCanvas.draw(this));
    } catch (LinkageError | InternalError e) {
      // A Java without fontconfig fails on its first text in one of these ways.
      throw new IllegalStateException(
          "Figure %s needs a font, but this Java found none; install fontconfig and a font (on"
                  .formatted(name)
              + " Debian: apt-get install fontconfig fonts-dejavu-core).",
          e);
    }
  }

  /**
   * Returns the width with the margin.
   *
   * @return units of 1/96 inch
   */
  public int fullWidth() {
    return width + 2 * MARGIN;
  }

  /**
   * Returns the height with the margin.
   *
   * @return units of 1/96 inch
   */
  public int fullHeight() {
    return height + 2 * MARGIN;
  }

  private BufferedImage pixels() {
    BufferedImage image =
        new BufferedImage(
            fullWidth() * PIXELS_PER_UNIT,
            fullHeight() * PIXELS_PER_UNIT,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    try {
      canvas.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
      paintOn(canvas);
    } finally {
      canvas.dispose();
    }
    return image;
  }

  /** Paints the white ground and the figure. */
  void paintOn(Graphics2D canvas) {
    canvas.addRenderingHints(SMOOTH);
    canvas.setColor(Ink.PAPER);
    canvas.fillRect(0, 0, fullWidth(), fullHeight());
    canvas.translate(MARGIN, MARGIN);
    drawing.paint(canvas);
  }
}
