package org.pleura.nn;

import java.util.List;

/**
 * Rows and columns of zeros around feature maps.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns before
 * @param right columns after
 */
public record ZeroPadding2D(int top, int bottom, int left, int right) implements Layer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ZeroPadding2D {
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      throw new IllegalArgumentException(
          "ZeroPadding2D cannot take rows or columns away: " + List.of(top, bottom, left, right));
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.oneOfMaps(this, inputs);
    return Shape.of(
        Math.addExact(input.height(), Math.addExact(top, bottom)),
        Math.addExact(input.width(), Math.addExact(left, right)),
        input.channels());
  }
}
