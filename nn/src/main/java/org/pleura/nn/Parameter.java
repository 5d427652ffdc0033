package org.pleura.nn;

import java.util.List;

/**
 * One array a layer learns or keeps.
 *
 * @param name Keras's name: kernel, bias, gamma, beta, moving_mean, moving_variance, mean,
 *     variance, count
 * @param shape its sizes in Keras's order, none for a single number
 * @param trainable whether training changes it by its gradient
 * @param start what it holds before training
 */
public record Parameter(String name, List<Integer> shape, boolean trainable, Start start) {
  /** Copies the shape. */
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** What an array holds before training: a Glorot-uniform draw, or one number everywhere. */
  public sealed interface Start {
    /**
     * Uniform in plus or minus {@code sqrt(6 / (fanIn + fanOut))} (Glorot and Bengio, AISTATS
     * 2010).
     *
     * @param fanIn inputs of one output
     * @param fanOut outputs of one input
     */
    record GlorotUniform(int fanIn, int fanOut) implements Start {}

    /**
     * The same number everywhere.
     *
     * @param value the number
     */
    record Constant(float value) implements Start {}
  }

  static Parameter kernel(String name, List<Integer> shape, int fanIn, int fanOut) {
    return new Parameter(name, shape, true, new Start.GlorotUniform(fanIn, fanOut));
  }

  static Parameter constant(String name, int size, boolean trainable, float value) {
    return new Parameter(name, List.of(size), trainable, new Start.Constant(value));
  }

  /**
   * How many numbers it holds.
   *
   * @return the product of the sizes
   */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
