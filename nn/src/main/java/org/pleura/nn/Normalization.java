package org.pleura.nn;

import java.util.List;

/**
 * Each channel brought to the scale of the data it was adapted to: {@code out = (in - mean) /
 * max(sqrt(variance), 1e-7)}. Unlike {@link BatchNormalization} it learns nothing in training: its
 * mean and variance were computed from data beforehand, in Keras by {@code adapt}. Keras keeps a
 * {@code count} beside them, which it does not compute with.
 */
public record Normalization() implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.one(this, inputs);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    return List.of(
        Parameter.constant("mean", channels, false, 0f),
        Parameter.constant("variance", channels, false, 1f),
        new Parameter("count", List.of(), false, new Parameter.Start.Constant(0f)));
  }
}
