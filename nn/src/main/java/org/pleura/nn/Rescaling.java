package org.pleura.nn;

import java.util.List;

/**
 * Every number scaled and shifted by constants: {@code out = in * scale + offset}, computed in
 * float32. A network that begins with a scale of 1/255 takes gray levels from 0 to 255.
 *
 * @param scale the factor
 * @param offset added afterwards
 */
public record Rescaling(double scale, double offset) implements Layer {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if one is not finite as a float32
   */
  public Rescaling {
    if (!Float.isFinite((float) scale) || !Float.isFinite((float) offset)) {
      throw new IllegalArgumentException(
          "Rescaling needs a finite scale and offset: scale=" + scale + ", offset=" + offset);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.one(this, inputs);
  }
}
