package org.pleura.explain;

/**
 * Enlarges a map as {@code scipy.ndimage.zoom(map, order=1)} does: the corners of the small map
 * come to lie on those of the large one, and what is between is bilinear. OpenCV's resize aligns
 * the edges of pixels instead, and differs by up to half a cell.
 */
public final class CornerAlignedZoom {
  private CornerAlignedZoom() {}

  /**
   * The enlarged map: pixel i of n reads the small map at {@code i (size - 1) / (n - 1)} along each
   * axis. Computed in double and rounded once, to SciPy's bits, save where SciPy's rounding steps
   * off the last cell and leaves a border of zeros (32 to 224, say): here it stays on the cell.
   *
   * @param map height * width values, row by row
   * @param height rows, 1 or more
   * @param width columns, 1 or more
   * @param toHeight rows wanted, 1 or more
   * @param toWidth columns wanted, 1 or more
   * @return toHeight * toWidth values, row by row
   * @throws IllegalArgumentException if a size is not positive, or the map is not height * width
   */
  public static float[] expand(float[] map, int height, int width, int toHeight, int toWidth) {
    if (height < 1 || width < 1 || toHeight < 1 || toWidth < 1 || map.length != height * width) {
      throw new IllegalArgumentException(
          "a map of positive size becomes one of positive size, but "
              + map.length
              + " values as "
              + height
              + " x "
              + width
              + " were to become "
              + toHeight
              + " x "
              + toWidth);
    }
    double rowStep = step(height, toHeight);
    double columnStep = step(width, toWidth);
    int[] lefts = new int[toWidth];
    double[] leftWeights = new double[toWidth];
    for (int column = 0; column < toWidth; column++) {
      double x = Math.min(column * columnStep, width - 1);
      lefts[column] = (int) x;
      leftWeights[column] = 1 - (x - lefts[column]);
    }
    int[] ends = new int[toWidth];
    for (int column = toWidth - 1; column >= 0; column--) {
      boolean last = column == toWidth - 1 || lefts[column + 1] != lefts[column];
      ends[column] = last ? column + 1 : ends[column + 1];
    }
    float[] expanded = new float[toHeight * toWidth];
    // The cells above and below a row, weighted; one more, so that the last has a right neighbour.
    double[] above = new double[width + 1];
    double[] below = new double[width + 1];
    for (int row = 0; row < toHeight; row++) {
      double y = Math.min(row * rowStep, height - 1);
      int top = (int) y;
      int bottom = Math.min(top + 1, height - 1);
      double topWeight = 1 - (y - top);
      for (int column = 0; column <= width; column++) {
        int cell = Math.min(column, width - 1);
        above[column] = map[top * width + cell] * topWeight;
        below[column] = map[bottom * width + cell] * (1 - topWeight);
      }
      // Run by run of columns between the same two cells, whose values stay in registers.
      for (int from = 0; from < toWidth; from = ends[from]) {
        int left = lefts[from];
        double aboveLeft = above[left];
        double aboveRight = above[left + 1];
        double belowLeft = below[left];
        double belowRight = below[left + 1];
        for (int column = from; column < ends[from]; column++) {
          double leftWeight = leftWeights[column];
          double rightWeight = 1 - leftWeight;
          expanded[row * toWidth + column] =
              (float)
                  (aboveLeft * leftWeight
                      + aboveRight * rightWeight
                      + belowLeft * leftWeight
                      + belowRight * rightWeight);
        }
      }
    }
    return expanded;
  }

  private static double step(int size, int toSize) {
    return toSize == 1 ? 0 : (double) (size - 1) / (toSize - 1);
  }
}
