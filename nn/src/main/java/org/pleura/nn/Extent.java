package org.pleura.nn;

/**
 * A pair of sizes or steps, down and across: a kernel's size, strides, a dilation rate.
 *
 * @param height down the rows, 1 to 16384
 * @param width across the columns, 1 to 16384
 */
public record Extent(int height, int width) {
  /** Far more than any image needs, and little enough that sums and products of two fit an int. */
  private static final int MOST = 1 << 14;

  /** One by one. */
  public static final Extent ONE = new Extent(1, 1);

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if one is not from 1 to {@value #MOST}
   */
  public Extent {
    if (height < 1 || width < 1 || height > MOST || width > MOST) {
      throw new IllegalArgumentException(
          "a window, a stride or a dilation rate is from 1 to "
              + MOST
              + " down and across, not ("
              + height
              + ", "
              + width
              + ")");
    }
  }

  /**
   * The same down and across.
   *
   * @param size the size
   * @return size x size
   */
  public static Extent square(int size) {
    return new Extent(size, size);
  }

  /** Whether it is that size down and across. Java would make {@code equals} at run time. */
  boolean isSquare(int size) {
    return height == size && width == size;
  }

  @Override
  public String toString() {
    return "(" + height + ", " + width + ")";
  }

  /** What a window of this size reaches over when its samples lie so far apart. */
  Extent dilated(Extent rate) {
    return new Extent((height - 1) * rate.height() + 1, (width - 1) * rate.width() + 1);
  }
}
