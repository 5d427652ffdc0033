package org.pleura.audit;

import java.util.Arrays;

/** The places of a map's values in their order; equal values in the order of their places. */
final class PixelOrder {
  private PixelOrder() {}

  /** The least value first. */
  static int[] ascending(float[] map) {
    return sorted(map, 1);
  }

  /** The strongest evidence for first. */
  static int[] descending(float[] map) {
    return sorted(map, -1);
  }

  private static int[] sorted(float[] map, int sign) {
    // In each number the value's bits, which are in the values' order, above its place.
    long[] numbers = new long[map.length];
    for (int i = 0; i < numbers.length; i++) {
      int bits = Float.floatToIntBits(sign * map[i] + 0f);
      numbers[i] = (long) (bits ^ (bits >> 31 & 0x7fffffff)) << 32 | i;
    }
    Arrays.sort(numbers);
    int[] places = new int[numbers.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) numbers[i];
    }
    return places;
  }
}
