package org.pleura.explain;

/**
 * Matplotlib's colour map jet: 256 colours from dark blue through cyan, yellow and red to dark red,
 * to the byte. It is here because the lesson uses it; its yellow and cyan bands show edges that are
 * not in the data (Borland and Taylor, IEEE CG&amp;A 2007).
 */
public final class Jet {
  /** Position and height of the corners of each channel's polygon. */
  private static final double[][] RED = {{0, 0}, {0.35, 0}, {0.66, 1}, {0.89, 1}, {1, 0.5}};

  private static final double[][] GREEN = {
    {0, 0}, {0.125, 0}, {0.375, 1}, {0.64, 1}, {0.91, 0}, {1, 0}
  };

  private static final double[][] BLUE = {{0, 0.5}, {0.11, 1}, {0.34, 1}, {0.65, 0}, {1, 0}};

  private static final int[] TABLE = table();

  private Jet() {}

  /**
   * The colour of a value.
   *
   * @param value 0 to 1; what is below gets the first colour, what is above the last
   * @return {@code 0xRRGGBB}
   * @throws IllegalArgumentException if the value is NaN
   */
  public static int rgb(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException("a colour needs a number, not NaN");
    }
    return TABLE[(int) Math.max(0, Math.min(value * 256, 255))];
  }

  /**
   * A colour at half opacity over a gray, as the lesson draws its maps.
   *
   * @param gray of the X-ray, 0 to 255
   * @param value 0 to 1
   * @return {@code 0xRRGGBB}, each channel the rounded mean of the two
   */
  public static int halfOver(int gray, float value) {
    int jet = rgb(value);
    int red = (gray + ((jet >> 16) & 0xff) + 1) / 2;
    int green = (gray + ((jet >> 8) & 0xff) + 1) / 2;
    int blue = (gray + (jet & 0xff) + 1) / 2;
    return red << 16 | green << 8 | blue;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      table[i] = channel(RED, i) << 16 | channel(GREEN, i) << 8 | channel(BLUE, i);
    }
    return table;
  }

  /** In Matplotlib's order of operations; the byte is cut off, not rounded. */
  private static int channel(double[][] corners, int i) {
    int k = 1;
    while (corners[k][0] * 255 < i) {
      k++;
    }
    double from = corners[k - 1][0] * 255;
    double part = (i - from) / (corners[k][0] * 255 - from);
    double height = part * (corners[k][1] - corners[k - 1][1]) + corners[k - 1][1];
    return (int) (height * 255);
  }
}
