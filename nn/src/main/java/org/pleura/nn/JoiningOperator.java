package org.pleura.nn;

/**
 * The sum of several values, or several values side by side; in planes both are runs of numbers.
 */
final class JoiningOperator extends Operator {
  private final boolean adds;
  private final int[] sizes;

  JoiningOperator(boolean adds, int[] sizes, int[] inputs, int output) {
    super(inputs, output);
    this.adds = adds;
    this.sizes = sizes;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] to = image.values[output];
    int at = 0;
    for (int k = 0; k < inputs.length; k++) {
      float[] from = image.values[inputs[k]];
      if (adds && k > 0) {
        add(from, 0, to, 0, sizes[k]);
      } else if (from != to) { // a sum may be made in the place of its first term
        System.arraycopy(from, 0, to, at, sizes[k]);
        at += sizes[k];
      }
    }
  }

  @Override
  boolean worksInPlace() {
    return adds;
  }

  @Override
  boolean needsOutputBack() {
    return false;
  }

  @Override
  boolean setsInputGradient() {
    return true;
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    int at = 0;
    for (int k = 0; k < inputs.length; k++) {
      float[] from = image.gradients[output];
      float[] to = image.gradients[inputs[k]];
      if (!sets[k]) {
        add(from, at, to, 0, sizes[k]);
      } else if (from != to) {
        System.arraycopy(from, at, to, 0, sizes[k]);
      }
      at += adds ? 0 : sizes[k];
    }
  }

  private static void add(float[] from, int fromOffset, float[] to, int toOffset, int length) {
    for (int i = 0; i < length; i++) {
      to[toOffset + i] += from[fromOffset + i];
    }
  }
}
