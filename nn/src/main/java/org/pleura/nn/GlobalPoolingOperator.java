package org.pleura.nn;

/** The mean or the largest value of each feature map. */
final class GlobalPoolingOperator extends Operator {
  private final boolean maximum;
  private final int channels;
  private final int pixels;

  GlobalPoolingOperator(boolean maximum, Shape in, int input, int output) {
    super(new int[] {input}, output);
    this.maximum = maximum;
    this.channels = in.channels();
    this.pixels = in.height() * in.width();
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] maps = image.values[inputs[0]];
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      float largest = maps[c * pixels];
      for (int p = 0; p < pixels; p++) {
        sum += maps[c * pixels + p];
        largest = Math.max(largest, maps[c * pixels + p]);
      }
      image.values[output][c] = maximum ? largest : (float) (sum / pixels);
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] maps = image.values[inputs[0]];
    float[] into = image.gradients[inputs[0]];
    for (int c = 0; c < channels; c++) {
      float gradient = image.gradients[output][c];
      if (maximum) {
        shareAmongLargest(maps, image.values[output][c], into, c, gradient);
      } else {
        for (int p = 0; p < pixels; p++) {
          into[c * pixels + p] += gradient / pixels;
        }
      }
    }
  }

  /** TensorFlow's rule for a maximum over axes: equal largest values share the gradient. */
  private void shareAmongLargest(float[] maps, float largest, float[] into, int c, float gradient) {
    int ties = 0;
    for (int p = 0; p < pixels; p++) {
      ties += maps[c * pixels + p] == largest ? 1 : 0;
    }
    for (int p = 0; p < pixels; p++) {
      if (maps[c * pixels + p] == largest) {
        into[c * pixels + p] += gradient / ties;
      }
    }
  }
}
