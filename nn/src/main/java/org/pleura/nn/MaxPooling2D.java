package org.pleura.nn;

import java.util.List;

/**
 * The largest value of each window, channel by channel. Padding counts as minus infinity. In the
 * backward pass the gradient goes to the first (top-left) largest value.
 *
 * @param poolSize the window
 * @param strides steps between windows; Keras's default is the window itself
 * @param padding what happens at the border
 */
public record MaxPooling2D(Extent poolSize, Extent strides, Padding padding) implements Layer {
  /**
   * Windows side by side, no padding: odd sizes lose their last row or column.
   *
   * @param poolSize height and width of the window
   * @return the layer
   */
  public static MaxPooling2D of(int poolSize) {
    return new MaxPooling2D(Extent.square(poolSize), Extent.square(poolSize), Padding.VALID);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.oneOfMaps(this, inputs);
    return Layer.slid(this, input, poolSize, strides, padding, input.channels());
  }
}
