package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Each channel brought to mean 0 and variance 1, then scaled and shifted by learned numbers: {@code
 * out = gamma * (in - mean) / sqrt(variance + epsilon) + beta} (Ioffe and Szegedy, ICML 2015). In
 * training, mean and (biased) variance are those of the mini-batch and the moving statistics follow
 * them: {@code moving = moving * momentum + batch * (1 - momentum)}; otherwise the moving
 * statistics are used.
 *
 * @param momentum how slowly the moving statistics follow; Keras's default is 0.99
 * @param epsilon added to the variance; Keras's default is 0.001
 * @param center whether beta is added
 * @param scale whether gamma multiplies
 */
public record BatchNormalization(double momentum, double epsilon, boolean center, boolean scale)
    implements Layer {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if the momentum is not in [0, 1] or epsilon is not positive
   */
  public BatchNormalization {
    if (!(momentum >= 0 && momentum <= 1) || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "BatchNormalization needs momentum from 0 to 1 and epsilon above 0: momentum="
              + momentum
              + ", epsilon="
              + epsilon);
    }
  }

  /**
   * The layer with Keras's defaults.
   *
   * @return momentum 0.99, epsilon 0.001, centred and scaled
   */
  public static BatchNormalization defaults() {
    return new BatchNormalization(0.99, 0.001, true, true);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.one(this, inputs);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    List<Parameter> parameters = new ArrayList<>();
    if (scale) {
      parameters.add(Parameter.constant("gamma", channels, true, 1f));
    }
    if (center) {
      parameters.add(Parameter.constant("beta", channels, true, 0f));
    }
    parameters.add(Parameter.constant("moving_mean", channels, false, 0f));
    parameters.add(Parameter.constant("moving_variance", channels, false, 1f));
    return parameters;
  }
}
