package org.pleura.nn;

import org.jspecify.annotations.Nullable;

/** Buffers of one thread, one entry for each operator that wants some. */
final class Scratch {
  private final @Nullable Object[] buffers;

  /** Arrays for values and gradients that no image keeps; empty for all others. */
  final float[][] values;

  final float[][] gradients;

  Scratch(@Nullable Object[] buffers, float[][] values, float[][] gradients) {
    this.buffers = buffers;
    this.values = values;
    this.gradients = gradients;
  }

  <T> T of(Operator operator, Class<T> type) {
    return type.cast(java.util.Objects.requireNonNull(buffers[operator.number]));
  }
}
