package org.pleura.explain;

/** The mean of several maps, pixel by pixel, in double and in the order in which they come. */
final class PixelMean {
  private double[] sums = {};
  private int count;

  void add(float[] map) {
    if (count == 0) {
      sums = new double[map.length];
    }
    for (int i = 0; i < map.length; i++) {
      sums[i] += map[i];
    }
    count++;
  }

  float[] get() {
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / count);
    }
    return mean;
  }
}
