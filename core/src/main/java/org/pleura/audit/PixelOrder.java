package org.pleura.audit;

import java.util.Arrays;

/**
 * The places of a map's values in their order. Equal values come in an order of their own that has
 * nothing to do with where they lie, always the same: row by row, a map with much of nothing would
 * hide the image from the top down.
 */
final class PixelOrder {
  /** Odd, so that multiplying by it loses nothing; the other is its inverse modulo 2^32. */
  private static final int SCATTER = 0x9E3779B1;

  private static final int GATHER = inverse(SCATTER);

  private PixelOrder() {}

  /** Newton's iteration, which doubles the right bits each time. */
  private static int inverse(int odd) {
    int inverse = odd;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  /** The least value first. */
  static int[] ascending(float[] map) {
    return sorted(map, 1);
  }

  /** The strongest evidence for first. */
  static int[] descending(float[] map) {
    return sorted(map, -1);
  }

  private static int[] sorted(float[] map, int sign) {
    // In each number the value's bits, which are in the values' order, above its scattered place.
    long[] numbers = new long[map.length];
    for (int i = 0; i < numbers.length; i++) {
      int bits = Float.floatToIntBits(sign * map[i] + 0f);
      numbers[i] =
          (long) (bits ^ (bits >> 31 & 0x7fffffff)) << 32 | Integer.toUnsignedLong(i * SCATTER);
    }
    Arrays.sort(numbers);
    int[] places = new int[numbers.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) numbers[i] * GATHER;
    }
    return places;
  }
}
