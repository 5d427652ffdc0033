package org.pleura.nn.random;

/**
 * The counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1,
 * 2, 3", SC 2011), keyed and counted as TensorFlow's {@code stateless_random_uniform} does on a
 * CPU, so that Keras's initial weights and dropout masks come out bit for bit.
 *
 * <p>Being counter-based, word number i of a stream is a pure function of the seed and i: a batch's
 * dropout mask can be drawn image by image, in any order, by any thread.
 */
public final class Philox {
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;

  /** TensorFlow scrambles the two seeds with one block under this key, then starts counting. */
  private static final int SCRAMBLE_KEY_0 = 0x3ec8f720;

  private static final int SCRAMBLE_KEY_1 = 0x02461e29;

  private final int key0;
  private final int key1;
  private final int counter2;
  private final int counter3;

  private Philox(int key0, int key1, int counter2, int counter3) {
    this.key0 = key0;
    this.key1 = key1;
    this.counter2 = counter2;
    this.counter3 = counter3;
  }

  /**
   * The stream of {@code stateless_random_uniform(shape, seed=[first, second])}.
   *
   * @param first Keras's layer seed
   * @param second 0 for an initialiser; the number of the call (0, 1, 2, ...) for dropout
   * @return the stream
   */
  public static Philox stateless(long first, long second) {
    int[] block = new int[4];
    block(
        SCRAMBLE_KEY_0,
        SCRAMBLE_KEY_1,
        (int) first,
        (int) (first >>> 32),
        (int) second,
        (int) (second >>> 32),
        block);
    return new Philox(block[0], block[1], block[2], block[3]);
  }

  /**
   * Uniform numbers in [0, 1) with 23 random bits, the numbers {@code from}, {@code from + 1}, ...
   * of the stream.
   *
   * @param from how many numbers of the stream come before
   * @param into receives the numbers
   */
  public void uniform(long from, float[] into) {
    int[] words = new int[4];
    long loaded = -1;
    for (int i = 0; i < into.length; i++) {
      long index = from + i;
      if (index / 4 != loaded) {
        loaded = index / 4;
        countedBlock(loaded, words);
      }
      int word = words[(int) (index % 4)];
      into[i] = Float.intBitsToFloat((word & 0x7fffff) | 0x3f800000) - 1f;
    }
  }

  private void countedBlock(long number, int[] words) {
    // The stream counts with a 128-bit integer whose upper half starts at the scrambled seed.
    block(key0, key1, (int) number, (int) (number >>> 32), counter2, counter3, words);
  }

  private static void block(int k0, int k1, int c0, int c1, int c2, int c3, int[] into) {
    int key0 = k0;
    int key1 = k1;
    int w0 = c0;
    int w1 = c1;
    int w2 = c2;
    int w3 = c3;
    for (int round = 0; round < 10; round++) {
      long p0 = MULTIPLIER_0 * (w0 & 0xffffffffL);
      long p1 = MULTIPLIER_1 * (w2 & 0xffffffffL);
      int next0 = (int) (p1 >>> 32) ^ w1 ^ key0;
      int next2 = (int) (p0 >>> 32) ^ w3 ^ key1;
      w1 = (int) p1;
      w3 = (int) p0;
      w0 = next0;
      w2 = next2;
      key0 += KEY_STEP_0;
      key1 += KEY_STEP_1;
    }
    into[0] = w0;
    into[1] = w1;
    into[2] = w2;
    into[3] = w3;
  }
}
