package org.pleura.report;

/**
 * Evidence as colourfulness, the X-ray as lightness: in CIELAB (D65) a pixel's L is that of the
 * X-ray, and its a and b grow in proportion to the evidence, towards orange for and blue against.
 * Equal steps of evidence look equally large, wherever the X-ray is bright or dark; no evidence is
 * the X-ray itself; and the two hues are told apart by people who see red and green alike.
 */
public final class EvidenceColours {
  /** Lightness of black and of white: between them there is room for colour. */
  private static final double DARKEST = 22;

  private static final double LIGHTEST = 80;

  private static final double[] FOR = {38, 52};
  private static final double[] AGAINST = {-4, -50};

  private EvidenceColours() {}

  /**
   * The colour of a pixel.
   *
   * @param gray of the X-ray, 0 to 255
   * @param evidence -1 to 1; what is beyond is as the end
   * @return {@code 0xRRGGBB}
   */
  public static int rgb(int gray, double evidence) {
    double strength = Math.min(1, Math.abs(evidence));
    double[] hue = evidence < 0 ? AGAINST : FOR;
    double lightness = DARKEST + (LIGHTEST - DARKEST) * gray / 255;
    return rgb(lightness, strength * hue[0], strength * hue[1]);
  }

  private static int rgb(double lightness, double a, double b) {
    double fy = (lightness + 16) / 116;
    double x = 0.95047 * unfolded(fy + a / 500);
    double y = unfolded(fy);
    double z = 1.08883 * unfolded(fy - b / 200);
    int red = channel(3.2406 * x - 1.5372 * y - 0.4986 * z);
    int green = channel(-0.9689 * x + 1.8758 * y + 0.0415 * z);
    int blue = channel(0.0557 * x - 0.2040 * y + 1.0570 * z);
    return red << 16 | green << 8 | blue;
  }

  private static double unfolded(double f) {
    double delta = 6.0 / 29;
    return f > delta ? f * f * f : 3 * delta * delta * (f - 4.0 / 29);
  }

  /** From linear light to sRGB's byte. */
  private static int channel(double linear) {
    double clipped = Math.max(0, Math.min(1, linear));
    double curved =
        clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * StrictMath.pow(clipped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * curved);
  }
}
