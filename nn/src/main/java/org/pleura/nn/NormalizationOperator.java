package org.pleura.nn;

/** Each channel brought to the scale of the data it was adapted to. */
final class NormalizationOperator extends Operator {
  /** What Keras divides by at least. */
  private static final float SMALLEST_DEVIATION = 1e-7f;

  private final int channels;
  private final int pixels;
  private final int meanOffset;
  private final int varianceOffset;
  private final float[] mean;
  private final float[] deviation;

  NormalizationOperator(Shape shape, int meanOffset, int varianceOffset, int input, int output) {
    super(new int[] {input}, output);
    this.channels = shape.channels();
    this.pixels = shape.height() * shape.width();
    this.meanOffset = meanOffset;
    this.varianceOffset = varianceOffset;
    this.mean = new float[channels];
    this.deviation = new float[channels];
  }

  @Override
  void pack(float[] weights) {
    System.arraycopy(weights, meanOffset, mean, 0, channels);
    for (int c = 0; c < channels; c++) {
      float root = (float) Math.sqrt(weights[varianceOffset + c]);
      deviation[c] = Math.max(root, SMALLEST_DEVIATION);
    }
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] in = image.values[inputs[0]];
    float[] out = image.values[output];
    for (int c = 0; c < channels; c++) {
      for (int i = c * pixels; i < (c + 1) * pixels; i++) {
        out[i] = (in[i] - mean[c]) / deviation[c];
      }
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] into = image.gradients[inputs[0]];
    float[] from = image.gradients[output];
    for (int c = 0; c < channels; c++) {
      for (int i = c * pixels; i < (c + 1) * pixels; i++) {
        into[i] += from[i] / deviation[c];
      }
    }
  }
}
