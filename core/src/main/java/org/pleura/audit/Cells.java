package org.pleura.audit;

import org.pleura.explain.Heatmap;

/**
 * A map as the checks compare it: its raw cells, those of a map finer than {@value #MOST} x {@value
 * #MOST} averaged to that many, so that two maps need not agree on the very pixel.
 */
final class Cells {
  private static final int MOST = 64;

  private Cells() {}

  /** The cells of a map, row by row. */
  static float[] of(Heatmap map) {
    int rows = Math.min(MOST, map.rows());
    int columns = Math.min(MOST, map.columns());
    float[] cells = map.cells();
    if (rows == map.rows() && columns == map.columns()) {
      return cells;
    }
    double[] sums = new double[rows * columns];
    int[] counts = new int[rows * columns];
    for (int row = 0; row < map.rows(); row++) {
      for (int column = 0; column < map.columns(); column++) {
        int into = row * rows / map.rows() * columns + column * columns / map.columns();
        sums[into] += cells[row * map.columns() + column];
        counts[into]++;
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / counts[i]);
    }
    return means;
  }
}
