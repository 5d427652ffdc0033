package org.pleura.nn;

import java.util.List;

/** The mean of each feature map: (height, width, channels) to (channels). */
public record GlobalAveragePooling2D() implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Layer.oneOfMaps(this, inputs).channels());
  }
}
