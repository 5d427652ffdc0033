package org.pleura.duplicates;

/** Gaussian blurs of small square pictures, mirrored at their edges. */
final class Blur {

  private Blur() {}

  /** What a narrow blur leaves and a wide one takes away; widths are standard deviations. */
  static float[] between(float[] picture, int side, double narrow, double wide) {
    float[] fine = blurred(picture, side, narrow);
    float[] coarse = blurred(picture, side, wide);
    for (int i = 0; i < fine.length; i++) {
      fine[i] -= coarse[i];
    }
    return fine;
  }

  private static float[] blurred(float[] picture, int side, double width) {
    float[] kernel = kernel(width);
    return along(along(picture, side, 1, side, kernel), side, side, 1, kernel);
  }

  /** Along lines whose pixels lie one step apart, the lines themselves one stride. */
  private static float[] along(float[] from, int side, int step, int stride, float[] kernel) {
    int reach = kernel.length - 1;
    float[] to = new float[from.length];
    for (int line = 0; line < side; line++) {
      for (int i = 0; i < side; i++) {
        int start = line * stride;
        float sum = kernel[0] * from[start + i * step];
        for (int k = 1; k <= reach; k++) {
          sum +=
              kernel[k]
                  * (from[start + inside(i - k, side) * step]
                      + from[start + inside(i + k, side) * step]);
        }
        to[start + i * step] = sum;
      }
    }
    return to;
  }

  private static int inside(int i, int side) {
    int mirrored = i < 0 ? -i : i >= side ? 2 * side - 2 - i : i;
    return Math.min(Math.max(mirrored, 0), side - 1);
  }

  /** The middle and one half. */
  private static float[] kernel(double width) {
    float[] kernel = new float[(int) Math.ceil(3 * width) + 1];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) StrictMath.exp(-i * i / (2 * width * width));
      sum += i == 0 ? kernel[i] : 2 * kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (kernel[i] / sum);
    }
    return kernel;
  }
}
