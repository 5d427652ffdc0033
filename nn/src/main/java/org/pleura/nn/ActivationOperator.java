package org.pleura.nn;

/** An activation function as an operator, and the loops that other operators apply it with. */
final class ActivationOperator extends Operator {
  private final Kernels kernels;
  private final ActivationFunction function;
  private final Shape shape;

  ActivationOperator(
      Kernels kernels, ActivationFunction function, Shape shape, int input, int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.function = function;
    this.shape = shape;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    // In training the two may be one array.
    if (image.values[inputs[0]] != image.values[output]) {
      System.arraycopy(image.values[inputs[0]], 0, image.values[output], 0, shape.size());
    }
    apply(function, image.values[output], shape.channels(), shape.height() * shape.width());
  }

  @Override
  boolean worksInPlace() {
    return true;
  }

  @Override
  boolean setsInputGradient() {
    return true;
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] into = image.gradients[inputs[0]];
    float[] before = sets[0] ? into : new float[shape.size()];
    gradient(
        kernels,
        function,
        image.values[output],
        image.gradients[output],
        before,
        shape.channels(),
        shape.height() * shape.width());
    if (!sets[0]) {
      for (int i = 0; i < before.length; i++) {
        into[i] += before[i];
      }
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
      Kernels kernels,
      ActivationFunction function,
      float[] values,
      float[] after,
      float[] before,
      int channels,
      int pixels) {
    if (!(function instanceof ActivationFunction.Softmax)) {
      gradientRow(kernels, function, values, after, 0, before, 0, channels * pixels);
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
      Kernels kernels,
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
      kernels.reluGradient(values, after, from, before, to, length);
    } else {
      for (int i = 0; i < length; i++) {
        before[to + i] = after[from + i] * function.derivativeFromValue(values[from + i]);
      }
    }
  }
}
