package org.pleura.nn;

/**
 * What a layer does to each number it has computed. The functions and their options are Keras's;
 * the derivative of a function with a corner is, at the corner, the one Keras uses.
 */
public sealed interface ActivationFunction {
  /** Nothing: {@code f(x) = x}. */
  ActivationFunction LINEAR = new Linear();

  /** {@code f(x) = max(x, 0)}. */
  ActivationFunction RELU = new Relu(Float.POSITIVE_INFINITY, 0f);

  /** {@code f(x) = 1 / (1 + exp(-x))}. */
  ActivationFunction SIGMOID = new Sigmoid();

  /** {@code f(x) = tanh(x)}. */
  ActivationFunction TANH = new Tanh();

  /** {@code f(x)_i = exp(x_i) / sum_j exp(x_j)} over the channels. */
  ActivationFunction SOFTMAX = new Softmax();

  /** Keras's {@code leaky_relu} with its default slope of 0.2. */
  ActivationFunction LEAKY_RELU = new Relu(Float.POSITIVE_INFINITY, 0.2f);

  /** Keras's {@code elu} with its default alpha of 1. */
  ActivationFunction ELU = new Elu(1f);

  /**
   * The function of one number.
   *
   * @param x where
   * @return f(x)
   * @throws IllegalStateException for softmax, which needs all channels at once
   */
  float of(float x);

  /**
   * The derivative, from the value of the function alone: every function here allows it, so no
   * layer has to keep what went into its activation.
   *
   * @param y f(x)
   * @return f'(x)
   * @throws IllegalStateException for softmax
   */
  float derivativeFromValue(float y);

  /** {@code f(x) = x}. */
  record Linear() implements ActivationFunction {
    @Override
    public float of(float x) {
      return x;
    }

    @Override
    public float derivativeFromValue(float y) {
      return 1f;
    }
  }

  /**
   * The rectified linear unit, plain, leaky or capped: {@code min(x, maxValue)} for positive x,
   * {@code negativeSlope * x} otherwise. Its derivative is {@code negativeSlope} at 0 and 0 from
   * {@code maxValue} on, as in Keras's relu without a slope and in its leaky_relu. (Keras's relu
   * with both a slope and a cap has 0 at 0 and 1 at the cap itself: another choice at two points.)
   *
   * @param maxValue the cap, positive; infinity for none
   * @param negativeSlope the slope below 0, 0 for the plain one
   */
  record Relu(float maxValue, float negativeSlope) implements ActivationFunction {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if the cap is not positive or the slope negative or not
     *     finite
     */
    public Relu {
      if (!(maxValue > 0) || !(negativeSlope >= 0) || Float.isInfinite(negativeSlope)) {
        throw new IllegalArgumentException(
            "relu needs max_value above 0 and a finite negative_slope of at least 0: max_value="
                + maxValue
                + ", negative_slope="
                + negativeSlope);
      }
    }

    /**
     * Whether it is {@link #RELU}, neither leaky nor capped. Java would make {@code equals} at run
     * time.
     */
    boolean isPlain() {
      return maxValue == Float.POSITIVE_INFINITY && negativeSlope == 0;
    }

    @Override
    public float of(float x) {
      if (x > 0) {
        return Math.min(x, maxValue);
      }
      // Not slope * x, which would be -0 for the plain one; Math.max keeps NaN.
      return negativeSlope == 0 ? Math.max(x, 0f) : negativeSlope * x;
    }

    @Override
    public float derivativeFromValue(float y) {
      if (y > 0) {
        return y < maxValue ? 1f : 0f;
      }
      return negativeSlope;
    }
  }

  /**
   * The exponential linear unit: {@code x} for positive x, {@code alpha * (exp(x) - 1)} otherwise.
   *
   * @param alpha the scale of the negative part, 0 or more
   */
  record Elu(float alpha) implements ActivationFunction {
    /**
     * Checks the option.
     *
     * @throws IllegalArgumentException if alpha is negative, for then a value does not tell which
     *     side of 0 it came from, or not finite
     */
    public Elu {
      if (!(alpha >= 0) || Float.isInfinite(alpha)) {
        throw new IllegalArgumentException("elu needs a finite alpha of at least 0, not " + alpha);
      }
    }

    @Override
    public float of(float x) {
      return x > 0 ? x : alpha * (float) StrictMath.expm1(x);
    }

    @Override
    public float derivativeFromValue(float y) {
      return y > 0 ? 1f : y + alpha;
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements ActivationFunction {
    @Override
    public float of(float x) {
      return (float) (1.0 / (1.0 + StrictMath.exp(-x)));
    }

    @Override
    public float derivativeFromValue(float y) {
      return y * (1f - y);
    }
  }

  /** The hyperbolic tangent. */
  record Tanh() implements ActivationFunction {
    @Override
    public float of(float x) {
      return (float) StrictMath.tanh(x);
    }

    @Override
    public float derivativeFromValue(float y) {
      return 1f - y * y;
    }
  }

  /** The normalised exponential over the channels of each pixel, or over a vector. */
  record Softmax() implements ActivationFunction {
    @Override
    public float of(float x) {
      throw new IllegalStateException("softmax is not a function of one number");
    }

    @Override
    public float derivativeFromValue(float y) {
      throw new IllegalStateException("softmax is not a function of one number");
    }
  }
}
