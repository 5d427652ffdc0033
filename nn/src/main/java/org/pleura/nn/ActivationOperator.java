package org.pleura.nn;

/** An activation function as an operator, and the loops that other operators apply it with. */
final class ActivationOperator extends Operator {
  private final ActivationFunction function;
  private final Shape shape;

  ActivationOperator(ActivationFunction function, Shape shape, int input, int output) {
    super(new int[] {input}, output);
    this.function = function;
    this.shape = shape;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    System.arraycopy(image.values[inputs[0]], 0, image.values[output], 0, shape.size());
    apply(function, image.values[output], shape.channels(), shape.height() * shape.width());
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] gradient = new float[shape.size()];
    gradient(
        function,
        image.values[output],
        image.gradients[output],
        gradient,
        shape.channels(),
        shape.height() * shape.width());
    float[] into = image.gradients[inputs[0]];
    for (int i = 0; i < gradient.length; i++) {
      into[i] += gradient[i];
    }
  }

  /** Applies a function to values that lie channel by channel. */
  static void apply(ActivationFunction function, float[] values, int channels, int pixels) {
    if (function instanceof ActivationFunction.Softmax) {
      softmax(values, channels, pixels);
    } else if (function.equals(ActivationFunction.RELU)) {
      for (int i = 0; i < channels * pixels; i++) {
        values[i] = Math.max(values[i], 0f);
      }
    } else if (!(function instanceof ActivationFunction.Linear)) {
      for (int i = 0; i < channels * pixels; i++) {
        values[i] = function.of(values[i]);
      }
    }
  }

  private static void softmax(float[] values, int channels, int pixels) {
    for (int p = 0; p < pixels; p++) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < channels; c++) {
        largest = Math.max(largest, values[c * pixels + p]);
      }
      double total = 0;
      for (int c = 0; c < channels; c++) {
        total += StrictMath.exp(values[c * pixels + p] - largest);
      }
      for (int c = 0; c < channels; c++) {
        values[c * pixels + p] = (float) (StrictMath.exp(values[c * pixels + p] - largest) / total);
      }
    }
  }

  /** The gradient before a function, from its values and the gradient after it. */
  static void gradient(
      ActivationFunction function,
      float[] values,
      float[] after,
      float[] before,
      int channels,
      int pixels) {
    if (!(function instanceof ActivationFunction.Softmax)) {
      gradientRow(function, values, after, 0, before, 0, channels * pixels);
      return;
    }
    for (int p = 0; p < pixels; p++) {
      double mean = 0;
      for (int c = 0; c < channels; c++) {
        mean += (double) values[c * pixels + p] * after[c * pixels + p];
      }
      for (int c = 0; c < channels; c++) {
        int i = c * pixels + p;
        before[i] = (float) (values[i] * (after[i] - mean));
      }
    }
  }

  /** A run of {@link #gradient}, for every function but softmax. */
  static void gradientRow(
      ActivationFunction function,
      float[] values,
      float[] after,
      int from,
      float[] before,
      int to,
      int length) {
    if (function instanceof ActivationFunction.Linear) {
      System.arraycopy(after, from, before, to, length);
    } else if (function.equals(ActivationFunction.RELU)) {
      for (int i = 0; i < length; i++) {
        before[to + i] = values[from + i] > 0f ? after[from + i] : 0f;
      }
    } else {
      for (int i = 0; i < length; i++) {
        before[to + i] = after[from + i] * function.derivativeFromValue(values[from + i]);
      }
    }
  }
}
