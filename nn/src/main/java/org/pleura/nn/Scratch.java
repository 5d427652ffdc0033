package org.pleura.nn;

import org.jspecify.annotations.Nullable;

/** Buffers of one thread, one entry for each operator that wants some. */
final class Scratch {
  private final @Nullable Object[] buffers;

  Scratch(@Nullable Object[] buffers) {
    this.buffers = buffers;
  }

  <T> T of(Operator operator, Class<T> type) {
    return type.cast(java.util.Objects.requireNonNull(buffers[operator.number]));
  }
}
