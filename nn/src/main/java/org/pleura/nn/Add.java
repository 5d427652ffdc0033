package org.pleura.nn;

import java.util.List;

/** The sum of two or more inputs of one shape, as in residual networks (He et al., CVPR 2016). */
public record Add() implements Layer {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() != 1) {
      throw new IllegalArgumentException(
          "Add reads two or more inputs of one shape, not " + inputs);
    }
    return inputs.get(0);
  }
}
