package org.pleura.image;

/**
 * Colour to gray as libpng does it when OpenCV asks for gray: the weights 0.299, 0.587 and the rest
 * in 15 bits, truncated for samples of 8 bits and rounded for 16. Where the file says its gamma the
 * sum is made in linear light, through libpng's tables; a pixel whose channels agree keeps its
 * value. Checked against OpenCV 5.0.0 with libpng 1.6.58 on random pictures.
 */
final class PngLuma {
  /** The gamma of sRGB in units of 1/100000, as in the chunk gAMA. */
  static final int STANDARD_RGB = 45455;

  private static final int UNIT = 100_000;
  private static final int SIGNIFICANT = 5_000;
  private static final int SMALLEST = 16;
  private static final int LARGEST = 625_000_000;

  private static final int RED = 9797;
  private static final int GREEN = 19234;
  private static final int BLUE = 3737;
  private static final int HALF = 1 << 14;

  /** libpng keeps 11 bits of a 16-bit sample that ends as one of 8 bits. */
  private static final int DROPPED = 5;

  private static final int KEPT = 0xffff >> DROPPED;

  private static final PngLuma PLAIN = new PngLuma();

  private final boolean linear;
  private final int[] toLinear8 = new int[256];
  private final int[] fromLinear8 = new int[256];
  private final int[] toLinear16 = new int[KEPT + 1];
  private final int[] fromLinear16 = new int[KEPT + 1];
  private final int[] agreed16 = new int[KEPT + 1];

  private PngLuma() {
    linear = false;
  }

  private PngLuma(int gamma) {
    linear = true;
    int inverse = reciprocal(gamma);
    int back = reciprocal(inverse);
    for (int i = 0; i < 256; i++) {
      toLinear8[i] = corrected(i, 255, 255, inverse);
      fromLinear8[i] = corrected(i, 255, 255, back);
    }
    int gray = 0;
    for (int i = 0; i <= KEPT; i++) {
      toLinear16[i] = corrected(i, KEPT, 65535, inverse);
      fromLinear16[i] = corrected(i, KEPT, 65535, back) >> 8;
      // The first of the 11-bit values that is past the upper edge of this gray begins the next.
      while (gray < 255 && i > ((gray * 257 + 128) * KEPT + 32768) / 65535) {
        gray++;
      }
      agreed16[i] = gray;
    }
  }

  /**
   * The conversion for a file.
   *
   * @param gamma what its chunk gAMA says, or 0 if it says nothing
   */
  static PngLuma ofGamma(int gamma) {
    boolean told = gamma >= SMALLEST && gamma <= LARGEST;
    return told && Math.abs(gamma - UNIT) > SIGNIFICANT ? new PngLuma(gamma) : PLAIN;
  }

  private static int reciprocal(int gamma) {
    return (int) Math.floor(1e10 / gamma + 0.5);
  }

  private static int corrected(int value, int from, int to, int gamma) {
    return (int) Math.floor(to * StrictMath.pow((double) value / from, gamma * 1e-5) + 0.5);
  }

  /** Gray of three samples of 8 bits. */
  byte of8(int red, int green, int blue) {
    if (!linear || (red == green && red == blue)) {
      return (byte) ((RED * red + GREEN * green + BLUE * blue) >> 15);
    }
    int light =
        (RED * toLinear8[red] + GREEN * toLinear8[green] + BLUE * toLinear8[blue] + HALF) >> 15;
    return (byte) fromLinear8[light];
  }

  /** Gray, of 8 bits, of three samples of 16 bits. */
  byte of16(int red, int green, int blue) {
    if (!linear) {
      return (byte) (weighed16(red, green, blue) >> 8);
    }
    if (red == green && red == blue) {
      return (byte) agreed16[red >> DROPPED];
    }
    int light =
        weighed16(
            toLinear16[red >> DROPPED], toLinear16[green >> DROPPED], toLinear16[blue >> DROPPED]);
    return (byte) fromLinear16[light >> DROPPED];
  }

  private static int weighed16(int red, int green, int blue) {
    return (RED * red + GREEN * green + BLUE * blue + HALF) >>> 15;
  }
}
