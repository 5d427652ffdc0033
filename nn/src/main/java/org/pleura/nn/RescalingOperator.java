package org.pleura.nn;

/** Every number scaled and shifted by constants. */
final class RescalingOperator extends Operator {
  private final float scale;
  private final float offset;
  private final int size;

  RescalingOperator(Rescaling layer, Shape shape, int input, int output) {
    super(new int[] {input}, output);
    this.scale = (float) layer.scale();
    this.offset = (float) layer.offset();
    this.size = shape.size();
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] in = image.values[inputs[0]];
    float[] out = image.values[output];
    for (int i = 0; i < size; i++) {
      out[i] = in[i] * scale + offset;
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] into = image.gradients[inputs[0]];
    float[] from = image.gradients[output];
    for (int i = 0; i < size; i++) {
      into[i] += from[i] * scale;
    }
  }
}
