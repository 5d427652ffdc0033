package org.pleura.nn;

import org.pleura.nn.random.Philox;

/**
 * Dropout in training, with Keras's masks: number i of the mask belongs to value i of the batch.
 */
final class DropoutOperator extends Operator {
  private final Shape shape;
  private final float rate;
  private final float scale;
  private final int seed;
  private long call;

  DropoutOperator(Dropout layer, Shape shape, int seed, int input, int output) {
    super(new int[] {input}, output);
    this.shape = shape;
    this.rate = (float) layer.rate();
    this.scale = (float) (1.0 / (1.0 - layer.rate()));
    this.seed = seed;
  }

  /** Moves to the mask of another mini-batch, counted from 0. */
  void startBatch(long number) {
    call = number;
  }

  /** The factor of each value, for the way back. */
  @Override
  int savedSize() {
    return shape.size();
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] uniform = new float[shape.size()];
    Philox.stateless(seed, call).uniform((long) image.index * shape.size(), uniform);
    float[] factors = image.saved[number];
    int pixels = shape.height() * shape.width();
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < shape.channels(); c++) {
        factors[c * pixels + p] = uniform[p * shape.channels() + c] >= rate ? scale : 0f;
      }
    }
    float[] from = image.values[inputs[0]];
    float[] to = image.values[output];
    for (int i = 0; i < factors.length; i++) {
      to[i] = factors[i] == 0f ? 0f : from[i] * factors[i];
    }
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] factors = image.saved[number];
    float[] from = image.gradients[output];
    float[] into = image.gradients[inputs[0]];
    for (int i = 0; i < factors.length; i++) {
      into[i] += from[i] * factors[i];
    }
  }
}
