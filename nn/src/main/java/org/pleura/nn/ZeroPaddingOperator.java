package org.pleura.nn;

import java.util.List;

/** Zeros around feature maps. */
final class ZeroPaddingOperator extends Operator {
  private final ZeroPadding2D layer;
  private final Shape in;
  private final Shape out;

  ZeroPaddingOperator(ZeroPadding2D layer, Shape in, int input, int output) {
    super(new int[] {input}, output);
    this.layer = layer;
    this.in = in;
    this.out = layer.outputShape(List.of(in));
  }

  private int inside(int row) {
    int channel = row / in.height();
    int y = row % in.height() + layer.top();
    return (channel * out.height() + y) * out.width() + layer.left();
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    // The zeros were there when the array was made, and nobody else writes to it.
    for (int row = 0; row < in.channels() * in.height(); row++) {
      int from = row * in.width();
      System.arraycopy(
          image.values[inputs[0]], from, image.values[output], inside(row), in.width());
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] into = image.gradients[inputs[0]];
    for (int row = 0; row < in.channels() * in.height(); row++) {
      int at = inside(row);
      for (int x = 0; x < in.width(); x++) {
        into[row * in.width() + x] += image.gradients[output][at + x];
      }
    }
  }
}
