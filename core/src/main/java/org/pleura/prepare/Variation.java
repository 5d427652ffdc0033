package org.pleura.prepare;

/**
 * What happens to one prepared image when it is shown once in training: it is moved, then each
 * number v becomes {@code v * contrast + brightness}.
 *
 * @param transform where every pixel goes
 * @param contrast a factor
 * @param brightness what is added, in the unit of the prepared image: standard deviations where it
 *     is standardised
 */
public record Variation(AffineTransform transform, double contrast, double brightness) {
  /**
   * Whether an image stays as it is.
   *
   * @return true if nothing is moved, multiplied or added
   */
  public boolean isIdentity() {
    return transform.equals(AffineTransform.IDENTITY) && contrast == 1 && brightness == 0;
  }

  /**
   * Varies a prepared image.
   *
   * @param pixels {@code height * width} numbers, row by row; not changed
   * @param height rows
   * @param width columns
   * @return the varied image, a new array
   * @throws IllegalArgumentException if the pixels are not that many
   */
  public float[] apply(float[] pixels, int height, int width) {
    float[] result = transform.apply(pixels, height, width);
    if (contrast != 1 || brightness != 0) {
      for (int i = 0; i < result.length; i++) {
        result[i] = (float) (result[i] * contrast + brightness);
      }
    }
    return result;
  }
}
