package org.pleura.prepare;

import org.pleura.image.GrayImage;
import org.pleura.image.Resize;

/**
 * How a gray picture becomes the input of a network: resized by {@link Resize#linear}, then
 * standardised by its own mean and population standard deviation, {@code z = (x - mean) / sd}, in
 * double, and rounded once to float. The mean of the result is 0 and its standard deviation 1, up
 * to rounding, so exposure and contrast of the film drop out.
 *
 * @param height rows of the result, 1 to 2048
 * @param width columns of the result, 1 to 2048
 */
public record Preparation(int height, int width) {
  /**
   * Up to here the sums below are exact in a long: 255 * 255 * n * n for n pixels is below 2^63.
   */
  private static final int LONGEST_SIDE = 2048;

  private static final int GRAYS = 256;

  /**
   * Checks the sizes.
   *
   * @param height rows
   * @param width columns
   * @throws IllegalArgumentException if a size is not from 1 to 2048
   */
  public Preparation {
    if (height < 1 || height > LONGEST_SIDE || width < 1 || width > LONGEST_SIDE) {
      throw new IllegalArgumentException(
          "height and width of a network's input are 1 to %d, not %d x %d"
              .formatted(LONGEST_SIDE, height, width));
    }
  }

  /**
   * Prepares one picture.
   *
   * @param image the picture, of any size
   * @return {@code height * width} numbers, row-major
   * @throws ConstantImageException if the resized picture has only one gray
   */
  public float[] apply(GrayImage image) {
    byte[] pixels = Resize.linear(image, width, height).pixels();
    long[] histogram = new long[GRAYS];
    for (byte pixel : pixels) {
      histogram[pixel & 0xff]++;
    }
    // Whole numbers: the sums are exact, and so independent of any order.
    long sum = 0;
    long squares = 0;
    for (int gray = 0; gray < GRAYS; gray++) {
      sum += histogram[gray] * gray;
      squares += histogram[gray] * gray * gray;
    }
    long count = pixels.length;
    long spread = count * squares - sum * sum;
    if (spread == 0) {
      throw new ConstantImageException(pixels[0] & 0xff, width, height);
    }
    double mean = (double) sum / count;
    double deviation = Math.sqrt((double) spread) / count;
    float[] standardised = new float[GRAYS];
    for (int gray = 0; gray < GRAYS; gray++) {
      standardised[gray] = (float) ((gray - mean) / deviation);
    }
    float[] result = new float[pixels.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = standardised[pixels[i] & 0xff];
    }
    return result;
  }
}
