package org.pleura.nn;

/** Feature maps as a vector in Keras's order. */
final class FlattenOperator extends Operator {
  private final int channels;
  private final int pixels;

  FlattenOperator(Shape in, int input, int output) {
    super(new int[] {input}, output);
    this.channels = in.channels();
    this.pixels = in.height() * in.width();
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    Program.toKerasOrder(image.values[inputs[0]], image.values[output], channels, pixels);
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] from = image.gradients[output];
    float[] into = image.gradients[inputs[0]];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        into[c * pixels + p] += from[p * channels + c];
      }
    }
  }
}
