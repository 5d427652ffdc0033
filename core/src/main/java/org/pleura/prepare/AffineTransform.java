package org.pleura.prepare;

/**
 * One movement of a picture, as Keras 3 applies what its {@code ImageDataGenerator} drew: rotate,
 * shift and zoom about the centre in one bilinear resampling, then mirror.
 *
 * <p>Keras composes {@code M = R(angle) T(heightShift * height, widthShift * width) Z(zoomX,
 * zoomY)}, moves it to the centre {@code ((height - 1) / 2, (width - 1) / 2)}, swaps its first two
 * rows and columns, and reads the result at (row, column) from {@code M (row, column)} of the
 * source. The swap has consequences that are kept here because they are what Keras does: a positive
 * angle turns counter-clockwise, {@code heightShift} moves columns and {@code widthShift} rows.
 * Places outside the picture take its nearest edge.
 *
 * @param angle degrees; positive is counter-clockwise
 * @param heightShift what was drawn from the height shift range, as part of the height
 * @param widthShift what was drawn from the width shift range, as part of the width
 * @param zoomX factor along columns, above 0; below 1 magnifies
 * @param zoomY factor along rows, above 0; below 1 magnifies
 * @param flip whether columns are reversed at the end
 */
public record AffineTransform(
    double angle, double heightShift, double widthShift, double zoomX, double zoomY, boolean flip) {
  /** Leaves every pixel where it is. */
  public static final AffineTransform IDENTITY = new AffineTransform(0, 0, 0, 1, 1, false);

  /**
   * Moves a picture.
   *
   * @param pixels {@code height * width} numbers, row-major; not changed
   * @param height rows, 1 or more
   * @param width columns, 1 or more
   * @return the moved picture, a new array of the same size
   * @throws IllegalArgumentException if the pixels are not that many
   */
  public float[] apply(float[] pixels, int height, int width) {
    if (height < 1 || width < 1 || pixels.length != (long) height * width) {
      throw new IllegalArgumentException(
          "a picture of %d x %d has not %d pixels".formatted(height, width, pixels.length));
    }
    boolean moves = angle != 0 || heightShift != 0 || widthShift != 0 || zoomX != 1 || zoomY != 1;
    float[] result = moves ? resampled(pixels, height, width) : pixels.clone();
    if (flip) {
      reverseColumns(result, height, width);
    }
    return result;
  }

  private float[] resampled(float[] pixels, int height, int width) {
    double[] m = matrix(height, width);
    float[] result = new float[pixels.length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double y = m[0] * row + m[1] * column + m[2];
        double x = m[3] * row + m[4] * column + m[5];
        result[row * width + column] = sample(pixels, height, width, y, x);
      }
    }
    return result;
  }

  /** The first two rows of the final matrix, row-major: from a result's place to its source. */
  double[] matrix(int height, int width) {
    double radians = StrictMath.toRadians(angle);
    double cos = StrictMath.cos(radians);
    double sin = StrictMath.sin(radians);
    double tx = heightShift * height;
    double ty = widthShift * width;
    // R T Z
    double a = cos * zoomX;
    double b = -sin * zoomY;
    double c = cos * tx - sin * ty;
    double d = sin * zoomX;
    double e = cos * zoomY;
    double f = sin * tx + cos * ty;
    // about the centre: the offset of C(o) M C(-o)
    double oy = height / 2.0 - 0.5;
    double ox = width / 2.0 - 0.5;
    double first = c + oy - (a * oy + b * ox);
    double second = f + ox - (d * oy + e * ox);
    // the first two rows and columns swapped
    return new double[] {e, d, second, b, a, first};
  }

  private static float sample(float[] pixels, int height, int width, double y, double x) {
    double row = Math.min(Math.max(y, 0), height - 1);
    double column = Math.min(Math.max(x, 0), width - 1);
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    double down = row - top;
    double along = column - left;
    double upper = (1 - along) * pixels[top * width + left] + along * pixels[top * width + right];
    double lower =
        (1 - along) * pixels[bottom * width + left] + along * pixels[bottom * width + right];
    return (float) ((1 - down) * upper + down * lower);
  }

  private static void reverseColumns(float[] pixels, int height, int width) {
    for (int row = 0; row < height; row++) {
      int left = row * width;
      int right = left + width - 1;
      while (left < right) {
        float swapped = pixels[left];
        pixels[left++] = pixels[right];
        pixels[right--] = swapped;
      }
    }
  }
}
