package org.pleura.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import org.pleura.image.GrayImage;

/**
 * A gray picture to be drawn: its values, row by row, and which of them are black and white. A
 * radiograph's bytes run from 0 to 255; prepared images and feature maps are drawn from their own
 * minimum to their own maximum.
 */
public final class Picture {
  /** A palette, because Java would take an image of type gray to be linear and lighten it. */
  private static final IndexColorModel GRAYS = grays();

  private final float[] values;
  private final int width;
  private final int height;
  private final float black;
  private final float white;

  private Picture(float[] values, int width, int height, float black, float white) {
    this.values = values;
    this.width = width;
    this.height = height;
    this.black = black;
    this.white = white;
  }

  /**
   * Returns a picture of an image's samples, 0 black to 255 white.
   *
   * @param image the image
   * @return the picture
   */
  public static Picture of(GrayImage image) {
    byte[] samples = image.pixels();
    float[] values = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      values[i] = samples[i] & 0xff;
    }
    return new Picture(values, image.width(), image.height(), 0, 255);
  }

  /**
   * Returns a picture of numbers, its own minimum black and its own maximum white; black all over
   * if they are equal.
   *
   * @param values numbers, row by row
   * @param width columns
   * @param height rows
   * @return the picture
   * @throws IllegalArgumentException if there are not width x height values, or one is not finite
   */
  public static Picture ofOwnRange(float[] values, int width, int height) {
    if (width < 1 || height < 1 || values.length != (long) width * height) {
      throw new IllegalArgumentException(
          "A picture of %d x %d needs a value for each pixel, at least one, but %d came."
              .formatted(width, height, values.length));
    }
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "A picture's values must be finite, but the one at row %d, column %d is %s."
                .formatted(i / width, i % width, values[i]));
      }
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    return new Picture(values.clone(), width, height, least, most);
  }

  private static IndexColorModel grays() {
    byte[] levels = new byte[256];
    for (int i = 0; i < 256; i++) {
      levels[i] = (byte) i;
    }
    return new IndexColorModel(8, 256, levels, levels, levels);
  }

  /**
   * Returns the number of columns.
   *
   * @return the width in pixels
   */
  public int width() {
    return width;
  }

  /**
   * Returns the number of rows.
   *
   * @return the height in pixels
   */
  public int height() {
    return height;
  }

  /**
   * The same picture with white at the value that only 1 % of the pixels exceed: those are white
   * too, and a few strong pixels no longer leave the rest in the dark.
   */
  Picture brightened() {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float most = sorted[(int) (0.99 * (sorted.length - 1))];
    return most > black ? new Picture(values, width, height, black, most) : this;
  }

  /** Whether some values lie above the one drawn white. */
  boolean exceedsWhite() {
    for (float value : values) {
      if (value > white) {
        return true;
      }
    }
    return false;
  }

  /** The value drawn black. */
  float black() {
    return black;
  }

  /** The value drawn white. */
  float white() {
    return white;
  }

  /** The value itself, not its gray. */
  float value(int row, int column) {
    return values[row * width + column];
  }

  /** How light a pixel is drawn, 0 black to 255 white. */
  int gray(int row, int column) {
    if (white == black) {
      return 0;
    }
    return Math.min(255, Math.round((value(row, column) - black) / (white - black) * 255));
  }

  /**
   * Paints the picture as large as fits into a box, its proportions kept, centred.
   *
   * @return where it was painted
   */
  Box paint(Graphics2D g, Box box) {
    Box place = box.holding(width, height);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, GRAYS);
    byte[] grays = new byte[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        grays[row * width + column] = (byte) gray(row, column);
      }
    }
    image.getRaster().setDataElements(0, 0, width, height, grays);
    place.paint(g, image);
    return place;
  }

  /** A rectangle on the canvas, in whole units so that pictures have sharp edges. */
  record Box(int x, int y, int width, int height) {
    /** The largest box of the given proportions in the middle of this one. */
    Box holding(int columns, int rows) {
      double scale = Math.min((double) width / columns, (double) height / rows);
      int w = Math.max(1, (int) Math.rint(columns * scale));
      int h = Math.max(1, (int) Math.rint(rows * scale));
      return new Box(x + (width - w) / 2, y + (height - h) / 2, w, h);
    }

    /** A box of this size elsewhere. */
    Box at(int left, int top) {
      return new Box(left, top, width, height);
    }

    /** Paints pixels over this box. */
    void paint(Graphics2D g, BufferedImage image) {
      g.drawImage(shrunk(image), x, y, width, height, null);
    }

    /**
     * Halves the image, four pixels to one, while it has at least twice the pixels the PNG shows of
     * it: smooth scaling by more than two would leave pixels out, and the SVG would carry them.
     */
    private BufferedImage shrunk(BufferedImage image) {
      BufferedImage small = image;
      while (small.getWidth() >= 2 * width * Figure.PIXELS_PER_UNIT
          && small.getHeight() >= 2 * height * Figure.PIXELS_PER_UNIT) {
        small = halved(small);
      }
      return small;
    }

    private static BufferedImage halved(BufferedImage image) {
      int width = image.getWidth() / 2;
      int height = image.getHeight() / 2;
      BufferedImage half = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          int a = image.getRGB(2 * column, 2 * row);
          int b = image.getRGB(2 * column + 1, 2 * row);
          int c = image.getRGB(2 * column, 2 * row + 1);
          int d = image.getRGB(2 * column + 1, 2 * row + 1);
          int rgb = 0;
          for (int shift = 0; shift <= 16; shift += 8) {
            int sum = byteAt(a, shift) + byteAt(b, shift) + byteAt(c, shift) + byteAt(d, shift);
            rgb |= ((sum + 2) / 4) << shift;
          }
          half.setRGB(column, row, rgb);
        }
      }
      return half;
    }

    private static int byteAt(int rgb, int shift) {
      return (rgb >> shift) & 0xff;
    }
  }
}
