package org.pleura.nn;

import java.util.concurrent.atomic.AtomicLong;

/** What belongs to one image while it is computed: values, gradients, and what operators keep. */
final class ImageState {
  private static final AtomicLong STAMPS = new AtomicLong();

  /** Value 0 is the input, value i + 1 what node i made; empty where nobody needs it. */
  final float[][] values;

  /** Gradients of the same, empty for inference. */
  final float[][] gradients;

  /** Kept by each operator from forward to backward. */
  final float[][] saved;

  /** Sums over this image that a batch normalisation gathers. */
  final double[][] sums;

  /** Where an image arrives in Keras's order before it is laid out channel by channel. */
  final float[] arrival;

  /** The place in the mini-batch, which a dropout mask depends on. */
  int index;

  /**
   * A number of its own for each image that comes, so that what a thread made of one is not taken
   * for what it made of another.
   */
  long stamp = STAMPS.incrementAndGet();

  ImageState(float[][] values, float[][] gradients, float[][] saved, double[][] sums, int arrival) {
    this.values = values;
    this.gradients = gradients;
    this.saved = saved;
    this.sums = sums;
    this.arrival = new float[arrival];
  }

  /** Says that another image has come. */
  void isNew() {
    stamp = STAMPS.incrementAndGet();
  }
}
