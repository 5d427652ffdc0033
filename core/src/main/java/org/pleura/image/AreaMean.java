package org.pleura.image;

/**
 * Makes a picture small by averaging: each pixel of the result is the mean of the part of the
 * picture that it covers, edges counted by the share of them that is covered. Nothing aliases, so
 * two versions of one picture in different sizes become nearly the same. Networks do not see this,
 * but what {@link Resize} makes.
 */
public final class AreaMean {

  private AreaMean() {}

  /**
   * A picture in a small size; its proportions are not kept.
   *
   * @param image the picture, of any size
   * @param width columns of the result, 1 or more
   * @param height rows of the result, 1 or more
   * @return {@code height * width} means, 0 to 255, row by row
   */
  public static float[] of(GrayImage image, int width, int height) {
    byte[] samples = image.samples();
    float[] means = new float[width * height];
    double[] line = new double[width];
    double[] above = new double[width];
    double[] begun = new double[width];
    double length = (double) image.height() / height;
    double area = length * image.width() / width;
    int row = 0;
    for (int y = 0; y < image.height(); y++) {
      across(samples, y * image.width(), image.width(), line);
      // Where a row of cells ends within this row of pixels, the part above its end belongs to it.
      for (; row < height && (row + 1) * length <= y + 1; row++) {
        double part = (row + 1) * length - y;
        for (int column = 0; column < width; column++) {
          double end = above[column] + part * line[column];
          means[row * width + column] = (float) ((end - begun[column]) / area);
          begun[column] = end;
        }
      }
      for (int column = 0; column < width; column++) {
        above[column] += line[column];
      }
    }
    // The last end may lie a rounding error below the last row.
    for (; row < height; row++) {
      for (int column = 0; column < width; column++) {
        means[row * width + column] = (float) ((above[column] - begun[column]) / area);
      }
    }
    return means;
  }

  /** The sum of each cell along one row of pixels: differences of the sum from its left end. */
  private static void across(byte[] samples, int start, int pixels, double[] sums) {
    double length = (double) pixels / sums.length;
    double begun = 0;
    int before = 0;
    int x = 0;
    for (int cell = 0; cell < sums.length; cell++) {
      double at = cell == sums.length - 1 ? pixels : (cell + 1) * length;
      int whole = (int) at;
      for (; x < whole; x++) {
        before += samples[start + x] & 0xff;
      }
      double end =
          whole == pixels ? before : before + (at - whole) * (samples[start + whole] & 0xff);
      sums[cell] = end - begun;
      begun = end;
    }
  }
}
