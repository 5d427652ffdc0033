package org.pleura.nn;

/**
 * A pair of sizes or steps, down and across: a kernel's size, strides, a dilation rate.
 *
 * @param height down the rows, at least 1
 * @param width across the columns, at least 1
 */
public record Extent(int height, int width) {
  /** One by one. */
  public static final Extent ONE = new Extent(1, 1);

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Extent {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("an extent is at least 1 x 1: " + height + " x " + width);
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

  @Override
  public String toString() {
    return "(" + height + ", " + width + ")";
  }
}
