package org.pleura.audit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;

/** How alike two maps are. */
public final class MapSimilarity {
  private MapSimilarity() {}

  /**
   * Spearman's rank correlation (American Journal of Psychology 15, 1904): Pearson's correlation of
   * the ranks, equal values sharing the mean of their ranks.
   *
   * @param a a map
   * @param b another with as many cells
   * @return -1 to 1; empty if either is constant
   */
  public static OptionalDouble spearman(float[] a, float[] b) {
    double[] x = ranks(a);
    double[] y = ranks(b);
    double mean = (x.length - 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mean) * (y[i] - mean);
      xx += (x[i] - mean) * (x[i] - mean);
      yy += (y[i] - mean) * (y[i] - mean);
    }
    return xx == 0 || yy == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / Math.sqrt(xx * yy));
  }

  /** From 0, equal values sharing the mean of their ranks. */
  private static double[] ranks(float[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
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
}
