package org.pleura.image;

import java.util.Arrays;

/**
 * A picture of gray samples, 0 (black) to 255 (white), row by row from the top left. Immutable: the
 * samples are copied in and out.
 */
public final class GrayImage {
  private final int width;
  private final int height;
  private final byte[] samples;

  private GrayImage(int width, int height, byte[] samples) {
    this.width = width;
    this.height = height;
    this.samples = samples;
  }

  /**
   * An image of the given samples.
   *
   * @param width columns, 1 or more
   * @param height rows, 1 or more
   * @param samples {@code height * width} unsigned bytes, row-major; copied
   * @return the image
   * @throws IllegalArgumentException if a size is not positive or the samples are not that many
   */
  public static GrayImage of(int width, int height, byte[] samples) {
    return adopt(width, height, samples.clone());
  }

  /** An image that keeps the array: for callers in this package that hand theirs over. */
  static GrayImage adopt(int width, int height, byte[] samples) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image has at least one column and one row: " + width + " x " + height);
    }
    if ((long) width * height != samples.length) {
      throw new IllegalArgumentException(
          "an image of %d x %d has %d samples, not %d"
              .formatted(width, height, (long) width * height, samples.length));
    }
    return new GrayImage(width, height, samples);
  }

  /**
   * How many columns.
   *
   * @return 1 or more
   */
  public int width() {
    return width;
  }

  /**
   * How many rows.
   *
   * @return 1 or more
   */
  public int height() {
    return height;
  }

  /**
   * One sample.
   *
   * @param row 0 (top) to height - 1
   * @param column 0 (left) to width - 1
   * @return 0 to 255
   * @throws IndexOutOfBoundsException if there is no such pixel
   */
  public int at(int row, int column) {
    if (row < 0 || row >= height || column < 0 || column >= width) {
      throw new IndexOutOfBoundsException(
          "row %d, column %d of an image with %d rows and %d columns"
              .formatted(row, column, height, width));
    }
    return samples[row * width + column] & 0xff;
  }

  /**
   * All samples.
   *
   * @return a copy, {@code height * width} unsigned bytes, row-major
   */
  public byte[] pixels() {
    return samples.clone();
  }

  /** The live samples, for this package to read only. */
  byte[] samples() {
    return samples;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GrayImage image
        && width == image.width
        && Arrays.equals(samples, image.samples);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(samples);
  }

  @Override
  public String toString() {
    return "gray image of " + width + " x " + height;
  }
}
