package org.pleura.duplicates;

/**
 * Lays one small picture over another: shifts, turns and scales it until the two agree best, in
 * steps that are halved. Agreement is the normalised cross-correlation of what lies between two
 * blurs (a difference of Gaussians), so that ribs and outlines count and not how bright a region
 * is.
 *
 * <p>The darkest and the brightest grays of a picture are left out of the sum: that is where a film
 * was clipped, or where there is no film. So are pixels that the other picture does not cover.
 */
final class Alignment {
  /** Below this, after the first and after the last round at half the size, it is not worth on. */
  private static final double HOPEFUL = 0.8;

  private static final double WORTH_A_LOOK = 0.93;

  /** At least this share of the pixels must be left for a sum. */
  private static final double ENOUGH = 0.1;

  /** What lies further out than this share of the side is not looked at. */
  private static final double MARGIN = 0.09;

  private static final int ROUNDS = 3;
  private static final int SWEEPS = 3;

  private final int side;
  private final float[] first;
  private final boolean[] firstCounts;
  private final float[] second;
  private final boolean[] secondCounts;

  private Alignment(Layer first, Layer second) {
    this.side = first.side;
    this.first = first.band;
    this.firstCounts = first.counts;
    this.second = second.band;
    this.secondCounts = second.counts;
  }

  /** A picture as it is compared. */
  static final class Layer {
    final int side;
    final float[] band;
    final boolean[] counts;

    private Layer(int side, float[] band, boolean[] counts) {
      this.side = side;
      this.band = band;
      this.counts = counts;
    }

    /** The picture in full and in half size. */
    static Layer[] of(Signature signature) {
      byte[] ranks = signature.ranks();
      int side = Signature.SIDE;
      int darkest = 255;
      int brightest = 0;
      for (byte rank : ranks) {
        darkest = Math.min(darkest, rank & 0xff);
        brightest = Math.max(brightest, rank & 0xff);
      }
      boolean[] counts = new boolean[ranks.length];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = (ranks[i] & 0xff) != darkest && (ranks[i] & 0xff) != brightest;
      }
      float[] picture = Signature.centred(ranks);
      int half = side / 2;
      boolean[] halfCounts = new boolean[half * half];
      for (int i = 0; i < halfCounts.length; i++) {
        int at = 2 * (i / half) * side + 2 * (i % half);
        halfCounts[i] = counts[at] && counts[at + 1] && counts[at + side] && counts[at + side + 1];
      }
      return new Layer[] {
        new Layer(side, Blur.between(picture, side, 0.8, 3), counts),
        new Layer(half, Blur.between(Signature.halved(picture, side), half, 0.7, 3), halfCounts)
      };
    }

    Layer mirrored() {
      float[] flipped = new float[band.length];
      boolean[] flippedCounts = new boolean[band.length];
      for (int i = 0; i < flipped.length; i++) {
        int from = i / side * side + side - 1 - i % side;
        flipped[i] = band[from];
        flippedCounts[i] = counts[from];
      }
      return new Layer(side, flipped, flippedCounts);
    }
  }

  /**
   * The best agreement of two pictures, -1 to 1; its sign is that of the grays. 0 where a look at
   * half the size has shown that they do not agree.
   */
  static double of(Layer[] first, Layer[] second) {
    double[] place = new double[4];
    double rough = new Alignment(first[1], second[1]).climb(place, 0.75, 0.04, 2);
    if (Math.abs(rough) < WORTH_A_LOOK) {
      return 0;
    }
    place[0] *= 2;
    place[1] *= 2;
    return new Alignment(first[0], second[0]).climb(place, 0.75, 0.02, 1);
  }

  /** Moves the place (shift right, shift down, log scale, turn in degrees) uphill. */
  private double climb(double[] place, double shift, double scale, double turn) {
    double[] steps = {shift, shift, scale, turn};
    double best = correlation(place);
    for (int round = 0; round < ROUNDS; round++) {
      boolean better = true;
      for (int sweep = 0; sweep < SWEEPS && better; sweep++) {
        better = false;
        for (int i = 0; i < place.length; i++) {
          for (int sign = -1; sign <= 1; sign += 2) {
            double before = place[i];
            place[i] = before + sign * steps[i];
            double there = correlation(place);
            if (Math.abs(there) > Math.abs(best)) {
              best = there;
              better = true;
            } else {
              place[i] = before;
            }
          }
        }
      }
      if (Math.abs(best) < HOPEFUL) {
        return best;
      }
      for (int i = 0; i < steps.length; i++) {
        steps[i] /= 2;
      }
    }
    return best;
  }

  private double correlation(double[] place) {
    double scale = StrictMath.exp(place[2]);
    double angle = StrictMath.toRadians(place[3]);
    float cos = (float) (scale * StrictMath.cos(angle));
    float sin = (float) (scale * StrictMath.sin(angle));
    float middle = (side - 1) / 2f;
    int margin = (int) Math.round(side * MARGIN);
    int n = 0;
    double a = 0;
    double b = 0;
    double aa = 0;
    double bb = 0;
    double ab = 0;
    float right0 = middle + (float) place[0];
    float down0 = middle + (float) place[1];
    for (int row = margin; row < side - margin; row++) {
      float x0 = right0 - sin * (row - middle);
      float y0 = down0 + cos * (row - middle);
      for (int column = margin; column < side - margin; column++) {
        int at = row * side + column;
        float x = x0 + cos * (column - middle);
        float y = y0 + sin * (column - middle);
        if (!firstCounts[at] || x < 0 || y < 0 || x >= side - 1 || y >= side - 1) {
          continue;
        }
        int left = (int) x;
        int top = (int) y;
        int corner = top * side + left;
        if (!secondCounts[corner] || !secondCounts[corner + side + 1]) {
          continue;
        }
        float right = x - left;
        float down = y - top;
        float upper = second[corner] + right * (second[corner + 1] - second[corner]);
        float lower =
            second[corner + side] + right * (second[corner + side + 1] - second[corner + side]);
        float other = upper + down * (lower - upper);
        float one = first[at];
        n++;
        a += one;
        b += other;
        aa += one * one;
        bb += other * other;
        ab += one * other;
      }
    }
    int inside = side - 2 * margin;
    if (n < ENOUGH * inside * inside) {
      return 0;
    }
    double squares = (aa - a * a / n) * (bb - b * b / n);
    return squares < 1e-12 ? 0 : (ab - a * b / n) / Math.sqrt(squares);
  }
}
