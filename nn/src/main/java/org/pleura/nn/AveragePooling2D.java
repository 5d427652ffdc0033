package org.pleura.nn;

import java.util.List;

/**
 * The mean of each window, channel by channel. Padding does not count: a window at the border is
 * averaged over the pixels it covers.
 *
 * @param poolSize the window
 * @param strides steps between windows; Keras's default is the window itself
 * @param padding what happens at the border
 */
public record AveragePooling2D(Extent poolSize, Extent strides, Padding padding) implements Layer {
  /**
   * Windows side by side, no padding: odd sizes lose their last row or column.
   *
   * @param poolSize height and width of the window
   * @return the layer
   */
  public static AveragePooling2D of(int poolSize) {
    return new AveragePooling2D(Extent.square(poolSize), Extent.square(poolSize), Padding.VALID);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.oneOfMaps(this, inputs);
    return Layer.slid(this, input, poolSize, strides, padding, input.channels());
  }
}
