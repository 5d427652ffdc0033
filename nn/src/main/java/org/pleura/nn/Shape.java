package org.pleura.nn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of what a layer makes of one image, without the batch axis: (height, width, channels)
 * for feature maps, (units) for vectors.
 *
 * @param dimensions one or three positive sizes
 */
public record Shape(List<Integer> dimensions) {
  /** One GiB of floats. */
  static final int MOST_VALUES = 1 << 28;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there are not one or three, or one is not positive, or all
   *     together are more than {@value #MOST_VALUES}
   */
  public Shape {
    dimensions = List.copyOf(dimensions);
    if (dimensions.size() != 1 && dimensions.size() != 3) {
      throw new IllegalArgumentException(
          "a shape is (units) or (height, width, channels), not " + dimensions);
    }
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "every size of a shape is at least 1, unlike in " + dimensions);
      }
      size *= dimension;
      if (size > MOST_VALUES) {
        throw new IllegalArgumentException(
            "a shape holds at most " + MOST_VALUES + " values; " + dimensions + " has more");
      }
    }
  }

  /**
   * The shape of feature maps, or of an image.
   *
   * @param height rows
   * @param width columns
   * @param channels feature maps
   * @return the shape
   */
  public static Shape of(int height, int width, int channels) {
    return new Shape(List.of(height, width, channels));
  }

  /**
   * The shape of a vector.
   *
   * @param units how many numbers
   * @return the shape
   */
  public static Shape of(int units) {
    return new Shape(List.of(units));
  }

  /**
   * Whether this is (height, width, channels).
   *
   * @return true for feature maps, false for vectors
   */
  public boolean isMaps() {
    return dimensions.size() == 3;
  }

  /**
   * Rows.
   *
   * @return the height; 1 for a vector
   */
  public int height() {
    return isMaps() ? dimensions.get(0) : 1;
  }

  /**
   * Columns.
   *
   * @return the width; 1 for a vector
   */
  public int width() {
    return isMaps() ? dimensions.get(1) : 1;
  }

  /**
   * Feature maps, or the units of a vector.
   *
   * @return the last size
   */
  public int channels() {
    return dimensions.get(dimensions.size() - 1);
  }

  /**
   * How many numbers it holds.
   *
   * @return the product of the sizes
   */
  public int size() {
    return height() * width() * channels();
  }

  /** The sizes as Keras prints them, for example {@code (256, 256, 8)}. */
  @Override
  public String toString() {
    return dimensions.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }
}
