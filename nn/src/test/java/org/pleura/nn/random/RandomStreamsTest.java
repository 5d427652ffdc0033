package org.pleura.nn.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Vectors taken from NumPy 2.4.6, CPython and TensorFlow 2.21. */
class RandomStreamsTest {
  @Test
  void numpyWordsOfSeed42() {
    Mt19937 stream = Mt19937.numpy(42);
    long[] words =
        IntStream.range(0, 5).mapToLong(i -> Integer.toUnsignedLong(stream.nextWord())).toArray();
    assertThat(words)
        .containsExactly(1608637542L, 3421126067L, 4083286876L, 787846414L, 3143890026L);
  }

  @Test
  void numpyDoublesOfSeed42() {
    Mt19937 stream = Mt19937.numpy(42);
    assertThat(stream.nextDouble()).isEqualTo(0.3745401188473625);
    assertThat(stream.nextDouble()).isEqualTo(0.9507143064099162);
    assertThat(stream.nextDouble()).isEqualTo(0.7319939418114051);
  }

  @Test
  void numpyPermutationOfTenUnderSeed42() {
    assertThat(Mt19937.numpy(42).permutation(10)).containsExactly(8, 1, 5, 0, 7, 2, 9, 4, 3, 6);
  }

  @Test
  void anIntervalOfZeroDrawsNothing() {
    Mt19937 stream = Mt19937.numpy(42);
    assertThat(stream.interval(0)).isZero();
    assertThat(Integer.toUnsignedLong(stream.nextWord())).isEqualTo(1608637542L);
  }

  @Test
  void pythonShuffleOf32UnderSeed42() {
    int[] values = IntStream.range(0, 32).toArray();
    Mt19937.python(42).shuffle(values);
    assertThat(values)
        .containsExactly(
            26, 5, 10, 15, 25, 11, 22, 6, 19, 12, 16, 9, 28, 14, 24, 20, 30, 1, 13, 18, 2, 17, 21,
            3, 29, 4, 27, 31, 8, 23, 0, 7);
  }

  @Test
  void pythonRandintGivesTheLayerSeedsOfKeras() {
    Mt19937 stream = Mt19937.python(42);
    int[] seeds = IntStream.range(0, 3).map(i -> stream.randint(1, 1_000_000_000)).toArray();
    assertThat(seeds).containsExactly(686579304, 119540832, 26855093);
  }

  @Test
  void philoxUniformOfSeed42() {
    float[] numbers = new float[4];
    Philox.stateless(42, 0).uniform(0, numbers);
    assertThat(numbers)
        .containsExactly(
            0.2824331521987915f, 0.4984169006347656f, 0.7154585123062134f, 0.020202040672302246f);
  }

  @Test
  void philoxNumbersDoNotDependOnWhereReadingStarts() {
    float[] all = new float[23];
    Philox stream = Philox.stateless(7, 3);
    stream.uniform(0, all);
    for (int from = 0; from < all.length; from++) {
      float[] one = new float[1];
      stream.uniform(from, one);
      assertThat(one[0]).isEqualTo(all[from]);
    }
  }

  @Test
  void aNegativeSeedIsRefused() {
    assertThatThrownBy(() -> Mt19937.numpy(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
