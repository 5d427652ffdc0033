package org.pleura.audit;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How alike two maps are: the formulas, each as its program of reference computes it. */
public final class MapSimilarity {
  /** The side of the window of {@link #ssim}. */
  static final int WINDOW = 7;

  private static final int ANGLES = 9;
  private static final int BLOCK = 3;

  private MapSimilarity() {}

  /**
   * Spearman's rank correlation (American Journal of Psychology 15, 1904): Pearson's correlation of
   * the ranks, equal values sharing the mean of their ranks; as {@code scipy.stats.spearmanr}.
   *
   * @param a a map
   * @param b another with as many cells
   * @return -1 to 1; empty if either is constant
   */
  public static OptionalDouble spearman(float[] a, float[] b) {
    return pearson(ranks(a), ranks(b));
  }

  /** From 0, equal values sharing the mean of their ranks. */
  static double[] ranks(float[] values) {
    int[] order = PixelOrder.ascending(values);
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to - 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /** Pearson's correlation; empty if either is constant. */
  static OptionalDouble pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).sum() / x.length;
    double meanY = Arrays.stream(y).sum() / y.length;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return isConstant(x) || isConstant(y)
        ? OptionalDouble.empty()
        : OptionalDouble.of(xy / Math.sqrt(xx * yy));
  }

  /** The sums of squares do not say: the mean of equal numbers may be rounded. */
  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }

  /**
   * The structural similarity (Wang, Bovik, Sheikh and Simoncelli, IEEE Transactions on Image
   * Processing 13, 2004), with the choices of {@code skimage.metrics.structural_similarity}:
   * windows of 7 x 7 pixels that lie wholly in the image, of equal weight, with the covariance of a
   * sample, {@code n / (n - 1)}; of each window {@code (2 ma mb + c1) (2 cab + c2) / ((ma^2 + mb^2
   * + c1) (va + vb + c2))} with {@code c1 = (0.01 range)^2} and {@code c2 = (0.03 range)^2}; and
   * the mean of the windows.
   *
   * @param a a map, row by row
   * @param b another of the same size
   * @param height in pixels, 7 or more
   * @param width in pixels, 7 or more
   * @param range between the least and the largest value that a map can have, above 0
   * @return 1 for equal maps; -1 to 1
   * @throws IllegalArgumentException if the maps are smaller than a window
   */
  public static double ssim(float[] a, float[] b, int height, int width, double range) {
    if (height < WINDOW || width < WINDOW) {
      throw new IllegalArgumentException(
          "SSIM needs maps of 7 x 7 pixels or more, but they have " + height + " x " + width);
    }
    double c1 = 0.01 * range * 0.01 * range;
    double c2 = 0.03 * range * 0.03 * range;
    double pixels = WINDOW * WINDOW;
    double sample = pixels / (pixels - 1);
    double sum = 0;
    for (int top = 0; top <= height - WINDOW; top++) {
      for (int left = 0; left <= width - WINDOW; left++) {
        double sa = 0;
        double sb = 0;
        double saa = 0;
        double sbb = 0;
        double sab = 0;
        for (int row = top; row < top + WINDOW; row++) {
          for (int i = row * width + left; i < row * width + left + WINDOW; i++) {
            sa += a[i];
            sb += b[i];
            saa += (double) a[i] * a[i];
            sbb += (double) b[i] * b[i];
            sab += (double) a[i] * b[i];
          }
        }
        double ma = sa / pixels;
        double mb = sb / pixels;
        double va = sample * (saa / pixels - ma * ma);
        double vb = sample * (sbb / pixels - mb * mb);
        double cab = sample * (sab / pixels - ma * mb);
        sum += (2 * ma * mb + c1) * (2 * cab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      }
    }
    return sum / ((height - WINDOW + 1.0) * (width - WINDOW + 1.0));
  }

  /**
   * How far the strongest cells of two maps are the same: of the cells with the largest values, a
   * share of all, the intersection over the union (Jaccard). Of cells tied at the border each
   * belongs by the share of them that fits, so that the measure does not hang on their order; the
   * intersection is then the sum of the smaller memberships, the union that of the larger ones.
   *
   * @param a a map
   * @param b another with as many cells
   * @param share of the cells, above 0 and below 1
   * @return 0 to 1; empty if either is constant
   */
  public static OptionalDouble overlap(float[] a, float[] b, double share) {
    double size = share * a.length;
    double[] inA = strongest(a, size);
    double[] inB = strongest(b, size);
    double both = 0;
    double either = 0;
    for (int i = 0; i < inA.length; i++) {
      both += Math.min(inA[i], inB[i]);
      either += Math.max(inA[i], inB[i]);
    }
    return isConstant(a) || isConstant(b)
        ? OptionalDouble.empty()
        : OptionalDouble.of(both / either);
  }

  /** How far each cell is among the strongest, 0 to 1; together as many as asked for. */
  static double[] strongest(float[] map, double size) {
    float[] sorted = map.clone();
    Arrays.sort(sorted);
    float border = sorted[sorted.length - Math.max(1, (int) Math.ceil(size))];
    int above = 0;
    int tied = 0;
    for (float value : map) {
      above += value > border ? 1 : 0;
      tied += value == border ? 1 : 0;
    }
    double[] in = new double[map.length];
    for (int i = 0; i < map.length; i++) {
      in[i] = map[i] > border ? 1 : map[i] == border ? (size - above) / tied : 0;
    }
    return in;
  }

  static boolean isConstant(float[] map) {
    for (float value : map) {
      if (value != map[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The histogram of oriented gradients (Dalal and Triggs, CVPR 2005), as {@code
   * skimage.feature.hog} with 9 angles, blocks of 3 x 3 cells and L2-Hys: central differences
   * without the half, 0 at the borders; the amount of each goes to one of 9 angles from 0 to 180
   * degrees; each cell's sums over its area; each block, one cell after the next, divided by {@code
   * sqrt(sum of squares + 1e-10)}, cut at 0.2, and divided so again.
   *
   * @param map row by row
   * @param height in pixels
   * @param width in pixels
   * @param cell side of a cell in pixels; what is left over at the borders is not looked at
   * @return 81 numbers of each block, block by block
   * @throws IllegalArgumentException if no block fits
   */
  public static double[] hog(float[] map, int height, int width, int cell) {
    int rows = height / cell;
    int columns = width / cell;
    if (rows < BLOCK || columns < BLOCK) {
      throw new IllegalArgumentException(
          String.format(
              "a histogram of gradients needs 3 x 3 cells of %d pixels or more, but the map has %d x"
                  + " %d pixels",
              cell, height, width));
    }
    double[] cells = new double[rows * columns * ANGLES];
    for (int row = 0; row < rows * cell; row++) {
      for (int column = 0; column < columns * cell; column++) {
        int at = row * width + column;
        double down =
            row == 0 || row == height - 1 ? 0 : (double) map[at + width] - map[at - width];
        double across = column == 0 || column == width - 1 ? 0 : (double) map[at + 1] - map[at - 1];
        double angle = Math.toDegrees(Math.atan2(down, across));
        double turned = angle < 0 ? angle + 180 : angle;
        int bin = turned >= 180 ? 0 : (int) (turned / (180 / ANGLES));
        cells[(row / cell * columns + column / cell) * ANGLES + bin] +=
            Math.hypot(down, across) / (cell * cell);
      }
    }
    int size = BLOCK * BLOCK * ANGLES;
    double[] blocks = new double[(rows - BLOCK + 1) * (columns - BLOCK + 1) * size];
    int block = 0;
    for (int top = 0; top <= rows - BLOCK; top++) {
      for (int left = 0; left <= columns - BLOCK; left++) {
        for (int row = 0; row < BLOCK; row++) {
          System.arraycopy(
              cells,
              ((top + row) * columns + left) * ANGLES,
              blocks,
              block + row * BLOCK * ANGLES,
              BLOCK * ANGLES);
        }
        normalise(blocks, block, block + size);
        for (int i = block; i < block + size; i++) {
          blocks[i] = Math.min(blocks[i], 0.2);
        }
        normalise(blocks, block, block + size);
        block += size;
      }
    }
    return blocks;
  }

  private static void normalise(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i] * values[i];
    }
    double length = Math.sqrt(sum + 1e-10);
    for (int i = from; i < to; i++) {
      values[i] /= length;
    }
  }
}
