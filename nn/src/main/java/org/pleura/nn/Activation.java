package org.pleura.nn;

import java.util.List;

/**
 * An activation function as a layer of its own.
 *
 * @param function the function
 */
public record Activation(ActivationFunction function) implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.one(this, inputs);
  }
}
