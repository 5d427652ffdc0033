package org.pleura.nn;

import java.util.List;

/** Feature maps as one vector, in Keras's order: rows, then columns, then channels. */
public record Flatten() implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Layer.one(this, inputs).size());
  }
}
