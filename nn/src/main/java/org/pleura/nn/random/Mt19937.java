package org.pleura.nn.random;

/**
 * The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), seeded and consumed as NumPy's
 * legacy {@code RandomState} and as Python's {@code random} do. The two seed the same generator
 * differently and turn its words into numbers differently, so each method says whose it is.
 *
 * <p>Mutable and not safe for use by several threads: a stream of random numbers has an order.
 */
public final class Mt19937 {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int position = N;

  private Mt19937() {}

  /**
   * The stream of {@code numpy.random.RandomState(seed)}.
   *
   * @param seed 0 to 2^32 - 1
   * @return the stream, before its first draw
   * @throws IllegalArgumentException if the seed is out of range
   */
  public static Mt19937 numpy(long seed) {
    Mt19937 stream = new Mt19937();
    stream.initialise(checked(seed));
    return stream;
  }

  /**
   * The stream of Python's {@code random.Random(seed)}: the seed enters through the reference
   * implementation's {@code init_by_array}.
   *
   * @param seed 0 to 2^32 - 1
   * @return the stream, before its first draw
   * @throws IllegalArgumentException if the seed is out of range
   */
  public static Mt19937 python(long seed) {
    int key = checked(seed);
    Mt19937 stream = new Mt19937();
    stream.initialise(19650218);
    int[] mt = stream.state;
    int i = 1;
    for (int k = 0; k < N; k++) {
      mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >>> 30)) * 1664525)) + key;
      i = stream.next(i);
    }
    for (int k = 0; k < N - 1; k++) {
      mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >>> 30)) * 1566083941)) - i;
      i = stream.next(i);
    }
    mt[0] = 0x80000000;
    return stream;
  }

  private static int checked(long seed) {
    if (seed < 0 || seed > 0xffffffffL) {
      throw new IllegalArgumentException("a seed is a whole number from 0 to 4294967295: " + seed);
    }
    return (int) seed;
  }

  private void initialise(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
    position = N;
  }

  private int next(int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    state[0] = state[N - 1];
    return 1;
  }

  /**
   * The next 32 bits.
   *
   * @return an unsigned 32-bit word in an int
   */
  public int nextWord() {
    if (position == N) {
      regenerate();
    }
    int y = state[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void regenerate() {
    for (int k = 0; k < N; k++) {
      int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
      state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) * 0x9908b0df);
    }
    position = 0;
  }

  /**
   * A uniform double with 53 random bits, from two words; NumPy and Python agree on it.
   *
   * @return a number in [0, 1)
   */
  public double nextDouble() {
    int high = nextWord() >>> 5;
    int low = nextWord() >>> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
  }

  /**
   * NumPy's {@code uniform(low, high)}: {@code low + (high - low) * nextDouble()}.
   *
   * @param low the lower bound
   * @param high the upper bound
   * @return a number in [low, high)
   */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * NumPy's bounded draw: words under the smallest covering bit mask, redrawn until one fits. A
   * bound of 0 draws nothing.
   *
   * @param max the largest value, 0 or more
   * @return a whole number from 0 to max, both included
   */
  public int interval(int max) {
    if (max == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = nextWord() & mask;
    } while (value > max);
    return value;
  }

  /**
   * NumPy's {@code permutation(n)}: a Fisher-Yates shuffle from the highest index down.
   *
   * @param n how many, 0 or more
   * @return the numbers 0 to n - 1 in random order
   */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      swap(order, i, interval(i));
    }
    return order;
  }

  /**
   * Python's {@code randrange(n)}: the top bits of a word, redrawn until below n.
   *
   * @param n the exclusive bound, 1 or more
   * @return a whole number from 0 to n - 1
   */
  public int below(int n) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    int value;
    do {
      value = nextWord() >>> (Integer.SIZE - bits);
    } while (value >= n);
    return value;
  }

  /**
   * Python's {@code randint(low, high)}.
   *
   * @param low the smallest value
   * @param high the largest value
   * @return a whole number from low to high, both included
   */
  public int randint(int low, int high) {
    return low + below(high - low + 1);
  }

  /**
   * Python's {@code shuffle}, in place.
   *
   * @param values what to shuffle
   */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      swap(values, i, below(i + 1));
    }
  }

  private static void swap(int[] values, int i, int j) {
    int kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
}
