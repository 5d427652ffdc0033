package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A fully connected layer: {@code out[j] = f(bias[j] + sum over i of in[i] * kernel[i,j])}.
 *
 * @param units numbers it makes
 * @param useBias whether a bias is added
 * @param activation the function applied last
 */
public record Dense(int units, boolean useBias, ActivationFunction activation) implements Layer {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if there are no units
   */
  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("Dense needs at least one unit, not " + units);
    }
  }

  /**
   * A layer with a bias.
   *
   * @param units numbers it makes
   * @param activation the function applied last
   * @return the layer
   */
  public static Dense of(int units, ActivationFunction activation) {
    return new Dense(units, true, activation);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.one(this, inputs);
    if (input.isMaps()) {
      throw new IllegalArgumentException(
          "Dense reads a vector here, not feature maps "
              + input
              + "; put Flatten or a global pooling before it");
    }
    return Shape.of(units);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int in = inputs.get(0).size();
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(Parameter.kernel("kernel", List.of(in, units), in, units));
    if (useBias) {
      parameters.add(Parameter.constant("bias", units, true, 0f));
    }
    return parameters;
  }
}
