package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each kernel, of both sets, against a plain loop in double precision; and the two sets against
 * each other bit by bit, with everything around what they are to write.
 */
class KernelsTest {
  /** Half a unit in the last place of a float, relative. */
  private static final double ROUNDING = 0x1p-24;

  private static final int LANES = Kernels.LANES;

  private Random random = new Random(1);
  private Kernels vector = new ScalarKernels();
  private final Kernels scalar = new ScalarKernels();

  @BeforeEach
  void useVectors() throws ReflectiveOperationException {
    random = new Random(20);
    vector = Kernels.vector();
    assertThat(vector).isNotInstanceOf(ScalarKernels.class);
  }

  private float[] noise(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  private int[] taps(int count, int range) {
    return random.ints(count, 0, range).toArray();
  }

  private static void assertSameBits(float[] found, float[] expected) {
    assertThat(Arrays.equals(found, expected)).as("vector and scalar").isTrue();
  }

  /** A float sum of terms, each fused into it, is off by at most a rounding for each term. */
  private static void assertSum(float found, double expected, double magnitude, int terms) {
    assertThat((double) found).isCloseTo(expected, within((terms + 1) * ROUNDING * magnitude));
  }

  @Test
  void convolveAddsTheTapsToTheBias() {
    for (int length = LANES; length <= 15 * LANES; length += LANES) {
      for (int count : new int[] {1, 2, 7, 25}) {
        int inOffset = random.nextInt(40);
        int weightsOffset = random.nextInt(9);
        int biasOffset = random.nextInt(5);
        int outStride = length + random.nextInt(40);
        int[] taps = taps(count, 90);
        float[] in = noise(inOffset + 90 + length);
        float[] weights = noise(weightsOffset + count * Kernels.BLOCK);
        float[] bias = noise(biasOffset + Kernels.BLOCK);
        float[] before = noise(Kernels.BLOCK * outStride);
        float[] found = before.clone();
        scalar.convolve(
            in, inOffset, taps, weights, weightsOffset, bias, biasOffset, found, outStride, length);
        float[] fast = before.clone();
        vector.convolve(
            in, inOffset, taps, weights, weightsOffset, bias, biasOffset, fast, outStride, length);
        assertSameBits(fast, found);
        for (int c = 0; c < Kernels.BLOCK; c++) {
          for (int p = 0; p < outStride; p++) {
            float value = found[c * outStride + p];
            if (p >= length) {
              assertThat(value).as("behind the end").isEqualTo(before[c * outStride + p]);
              continue;
            }
            double sum = bias[biasOffset + c];
            double magnitude = Math.abs(sum);
            for (int t = 0; t < count; t++) {
              double term =
                  (double) weights[weightsOffset + t * Kernels.BLOCK + c]
                      * in[inOffset + taps[t] + p];
              sum += term;
              magnitude += Math.abs(term);
            }
            assertSum(value, sum, magnitude, count);
          }
        }
      }
    }
  }

  @Test
  void correlateAddsToSixteenPartialSumsWhateverTheVectorsHold() {
    for (int length = LANES; length <= 12 * LANES; length += LANES) {
      int gradientOffset = random.nextInt(30);
      int gradientStride = length + random.nextInt(30);
      int inOffset = random.nextInt(30);
      int firstTap = random.nextInt(4);
      int sumsOffset = random.nextInt(20);
      int[] taps = taps(firstTap + Kernels.TAPS, 70);
      float[] gradient = noise(gradientOffset + Kernels.BLOCK * gradientStride);
      float[] in = noise(inOffset + 70 + length);
      float[] before = noise(sumsOffset + Kernels.BLOCK * Kernels.TAPS * LANES + 20);
      float[] found = before.clone();
      scalar.correlate(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          inOffset,
          taps,
          firstTap,
          length,
          found,
          sumsOffset);
      float[] fast = before.clone();
      vector.correlate(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          inOffset,
          taps,
          firstTap,
          length,
          fast,
          sumsOffset);
      assertSameBits(fast, found);
      double[] sums = doubles(before);
      double[] magnitudes = magnitudes(before);
      for (int c = 0; c < Kernels.BLOCK; c++) {
        for (int j = 0; j < Kernels.TAPS; j++) {
          for (int p = 0; p < length; p++) {
            int at = sumsOffset + (c * Kernels.TAPS + j) * LANES + p % LANES;
            double term =
                (double) gradient[gradientOffset + c * gradientStride + p]
                    * in[inOffset + taps[firstTap + j] + p];
            sums[at] += term;
            magnitudes[at] += Math.abs(term);
          }
        }
      }
      assertSums(found, sums, magnitudes, length / LANES);
    }
  }

  /** The same sums as for six taps that are anywhere, three after three. */
  @Test
  void correlateInRowsIsCorrelateOfNeighbouringTaps() {
    for (int length = LANES; length <= 12 * LANES; length += LANES) {
      int gradientOffset = random.nextInt(30);
      int gradientStride = length + random.nextInt(30);
      int firstRow = random.nextInt(70);
      int secondRow = random.nextInt(70);
      int sumsOffset = random.nextInt(20);
      float[] gradient = noise(gradientOffset + Kernels.BLOCK * gradientStride);
      float[] in = noise(73 + length);
      int size = Kernels.BLOCK * Kernels.ROW_TAPS * LANES;
      float[] before = noise(sumsOffset + size + 20);
      float[] found = before.clone();
      scalar.correlateRows(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          firstRow,
          secondRow,
          length,
          found,
          sumsOffset);
      float[] fast = before.clone();
      vector.correlateRows(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          firstRow,
          secondRow,
          length,
          fast,
          sumsOffset);
      assertSameBits(fast, found);
      float[] expected = before.clone();
      for (int j = 0; j < Kernels.ROW_TAPS; j++) {
        int tap = j < 3 ? firstRow + j : secondRow + j - 3;
        int[] alone = new int[] {tap, tap, tap, tap};
        for (int c = 0; c < Kernels.BLOCK; c++) {
          float[] sums = new float[Kernels.BLOCK * Kernels.TAPS * LANES];
          int at = sumsOffset + (c * Kernels.ROW_TAPS + j) * LANES;
          int place = c * Kernels.TAPS * LANES;
          System.arraycopy(before, at, sums, place, LANES);
          scalar.correlate(
              gradient, gradientOffset, gradientStride, in, 0, alone, 0, length, sums, 0);
          System.arraycopy(sums, place, expected, at, LANES);
        }
      }
      assertSameBits(found, expected);
    }
  }

  @Test
  void outerProductsAddPixelAfterPixel() {
    for (int pixels : new int[] {1, 2, 3, 9, 36, 100}) {
      int gradientOffset = random.nextInt(3) * 2 * LANES;
      int gradientStride = gradientOffset + 2 * LANES + random.nextInt(5);
      int firstTap = random.nextInt(4);
      int sumsOffset = random.nextInt(20);
      int sumsStride = 2 * LANES + random.nextInt(30);
      int[] positions = taps(pixels, 50);
      int[] taps = taps(firstTap + Kernels.OUTER_TAPS, 50);
      float[] gradient = noise(gradientOffset + pixels * gradientStride);
      float[] in = noise(100);
      float[] before = noise(sumsOffset + Kernels.OUTER_TAPS * sumsStride);
      float[] found = before.clone();
      scalar.outerProducts(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          positions,
          taps,
          firstTap,
          found,
          sumsOffset,
          sumsStride);
      float[] fast = before.clone();
      vector.outerProducts(
          gradient,
          gradientOffset,
          gradientStride,
          in,
          positions,
          taps,
          firstTap,
          fast,
          sumsOffset,
          sumsStride);
      assertSameBits(fast, found);
      double[] sums = doubles(before);
      double[] magnitudes = magnitudes(before);
      for (int j = 0; j < Kernels.OUTER_TAPS; j++) {
        for (int o = 0; o < 2 * LANES; o++) {
          for (int k = 0; k < pixels; k++) {
            int at = sumsOffset + j * sumsStride + o;
            double term =
                (double) in[positions[k] + taps[firstTap + j]]
                    * gradient[gradientOffset + k * gradientStride + o];
            sums[at] += term;
            magnitudes[at] += Math.abs(term);
          }
        }
      }
      assertSums(found, sums, magnitudes, pixels);
    }
  }

  @Test
  void sumAddsFourPlanesToSixteenPartialSumsEach() {
    for (int length = LANES; length <= 20 * LANES; length += LANES) {
      int offset = random.nextInt(30);
      int stride = length + random.nextInt(30);
      int sumsOffset = random.nextInt(30);
      float[] values = noise(offset + 4 * stride);
      float[] before = noise(sumsOffset + 4 * LANES + 9);
      float[] found = before.clone();
      scalar.sum(values, offset, stride, length, found, sumsOffset);
      float[] fast = before.clone();
      vector.sum(values, offset, stride, length, fast, sumsOffset);
      assertSameBits(fast, found);
      double[] sums = doubles(before);
      double[] magnitudes = magnitudes(before);
      for (int c = 0; c < 4; c++) {
        for (int p = 0; p < length; p++) {
          float value = values[offset + c * stride + p];
          sums[sumsOffset + c * LANES + p % LANES] += value;
          magnitudes[sumsOffset + c * LANES + p % LANES] += Math.abs(value);
        }
      }
      assertSums(found, sums, magnitudes, length / LANES);
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static double[] magnitudes(float[] values) {
    double[] magnitudes = new double[values.length];
    Arrays.setAll(magnitudes, i -> Math.abs(values[i]));
    return magnitudes;
  }

  private static void assertSums(float[] found, double[] sums, double[] magnitudes, int terms) {
    for (int i = 0; i < found.length; i++) {
      assertSum(found[i], sums[i], magnitudes[i], terms);
    }
  }

  /** Values that are often equal, and zeros of both signs. */
  private float[] steps(int length) {
    float[] choices = {-2f, -1f, -0f, 0f, 1f, 2f};
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = choices[random.nextInt(choices.length)];
    }
    return values;
  }

  @Test
  void poolingTakesTheFirstOfEqualsAndItsWayBackGoesThere() {
    for (int length = 1; length <= 50; length++) {
      for (float floor : new float[] {0f, Float.NEGATIVE_INFINITY}) {
        boolean equals = random.nextBoolean();
        int top = random.nextInt(20);
        int bottom = top + 2 * length + random.nextInt(9);
        int offset = random.nextInt(20);
        int whichOffset = random.nextInt(20);
        int size = bottom + 2 * length + 3;
        float[] in = equals ? steps(size) : noise(size);
        float[] out = noise(offset + length + 20);
        float[] which = noise(whichOffset + length + 20);
        float[] fastOut = out.clone();
        float[] fastWhich = which.clone();
        scalar.maxPool(floor, in, top, bottom, out, offset, which, whichOffset, length);
        vector.maxPool(floor, in, top, bottom, fastOut, offset, fastWhich, whichOffset, length);
        assertSameBits(fastOut, out);
        assertSameBits(fastWhich, which);

        float[] gradient = noise(out.length);
        float[] into = noise(size);
        float[] fastInto = into.clone();
        scalar.maxPoolGradient(gradient, offset, which, whichOffset, into, top, bottom, length);
        vector.maxPoolGradient(gradient, offset, which, whichOffset, fastInto, top, bottom, length);
        assertSameBits(fastInto, into);

        for (int i = 0; i < length; i++) {
          List<Integer> window =
              List.of(top + 2 * i, top + 2 * i + 1, bottom + 2 * i, bottom + 2 * i + 1);
          int best = 0;
          for (int k = 1; k < 4; k++) {
            best = in[window.get(k)] > in[window.get(best)] ? k : best;
          }
          assertThat(out[offset + i]).isEqualTo(Math.max(floor, in[window.get(best)]));
          boolean above = in[window.get(best)] > floor;
          assertThat(which[whichOffset + i]).isEqualTo(above ? best : Kernels.NONE);
          for (int k = 0; k < 4; k++) {
            boolean takes = k == best && above;
            assertThat(into[window.get(k)]).isEqualTo(takes ? gradient[offset + i] : 0f);
          }
        }
      }
    }
  }

  @Test
  void splittingPutsEvenAndOddNumbersApart() {
    for (int length = 0; length <= 50; length++) {
      int offset = random.nextInt(20);
      int even = random.nextInt(20);
      int odd = even + length + random.nextInt(20);
      float[] in = noise(offset + 2 * length);
      float[] out = noise(odd + length + 3);
      float[] before = out.clone();
      float[] fast = out.clone();
      scalar.split(in, offset, out, even, odd, length);
      vector.split(in, offset, fast, even, odd, length);
      assertSameBits(fast, out);
      for (int i = 0; i < out.length; i++) {
        float expected = before[i];
        if (i >= even && i < even + length) {
          expected = in[offset + 2 * (i - even)];
        } else if (i >= odd && i < odd + length) {
          expected = in[offset + 2 * (i - odd) + 1];
        }
        assertThat(out[i]).isEqualTo(expected);
      }
    }
  }

  @Test
  void joiningUndoesSplitting() {
    for (int length = 0; length <= 50; length++) {
      int offset = random.nextInt(20);
      float[] in = noise(offset + 2 * length + 3);
      float[] apart = new float[2 * length];
      scalar.split(in, offset, apart, 0, length, length);
      float[] elsewhere = noise(in.length);
      float[] expected = elsewhere.clone();
      System.arraycopy(in, offset, expected, offset, 2 * length);
      for (Kernels kernels : List.of(scalar, vector)) {
        float[] into = elsewhere.clone();
        kernels.join(apart, 0, apart, length, into, offset, length);
        assertSameBits(into, expected);
      }
    }
  }

  @Test
  void theWayBackOfSplittingAddsWhatLiesApartToEverySecondNumber() {
    for (int length = 0; length <= 50; length++) {
      int offset = random.nextInt(20);
      int evenOffset = random.nextInt(20);
      int oddOffset = random.nextInt(20);
      float[] even = noise(evenOffset + length);
      float[] odd = noise(oddOffset + length);
      float[] before = noise(offset + 2 * length + 3);
      float[] into = before.clone();
      float[] fast = before.clone();
      scalar.splitGradient(even, evenOffset, odd, oddOffset, into, offset, length);
      vector.splitGradient(even, evenOffset, odd, oddOffset, fast, offset, length);
      assertSameBits(fast, into);
      for (int i = 0; i < into.length; i++) {
        int k = i - offset;
        float expected = before[i];
        if (k >= 0 && k < 2 * length) {
          expected += k % 2 == 0 ? even[evenOffset + k / 2] : odd[oddOffset + k / 2];
        }
        assertThat(into[i]).isEqualTo(expected);
      }
    }
  }

  /** The same numbers once with their columns side by side, once with even and odd ones apart. */
  @Test
  void poolingOfSplitColumnsIsPoolingOfColumnsSideBySide() {
    for (float floor : new float[] {0f, Float.NEGATIVE_INFINITY}) {
      for (int length = 1; length <= 70; length++) {
        int top = random.nextInt(20);
        int bottom = top + 2 * length + random.nextInt(9);
        float[] in = steps(bottom + 2 * length);
        float[] expected = new float[length];
        float[] expectedWhich = new float[length];
        scalar.maxPool(floor, in, top, bottom, expected, 0, expectedWhich, 0, length);
        float[] gradient = noise(length);
        float[] expectedInto = new float[in.length];
        scalar.maxPoolGradient(gradient, 0, expectedWhich, 0, expectedInto, top, bottom, length);

        int below = length + random.nextInt(9);
        float[] even = new float[below + length];
        float[] odd = new float[below + length];
        for (int i = 0; i < length; i++) {
          even[i] = in[top + 2 * i];
          odd[i] = in[top + 2 * i + 1];
          even[below + i] = in[bottom + 2 * i];
          odd[below + i] = in[bottom + 2 * i + 1];
        }
        float[] before = noise(LANES + 7);
        for (Kernels kernels : List.of(scalar, vector)) {
          float[] out = new float[length];
          float[] which = new float[length];
          kernels.maxPoolSplit(floor, even, odd, 0, below, out, 0, which, 0, length);
          assertSameBits(out, expected);
          assertSameBits(which, expectedWhich);

          float[] evenInto = noise(below + length);
          float[] oddInto = noise(below + length);
          float[] sums = before.clone();
          kernels.maxPoolSplitGradient(
              gradient, 0, which, 0, evenInto, oddInto, 0, below, length, sums, 3);
          float[] expectedSums = before.clone();
          for (int i = 0; i < length; i++) {
            assertThat(evenInto[i]).isEqualTo(expectedInto[top + 2 * i]);
            assertThat(oddInto[i]).isEqualTo(expectedInto[top + 2 * i + 1]);
            assertThat(evenInto[below + i]).isEqualTo(expectedInto[bottom + 2 * i]);
            assertThat(oddInto[below + i]).isEqualTo(expectedInto[bottom + 2 * i + 1]);
            expectedSums[3 + i % LANES] += which[i] == Kernels.NONE ? 0f : gradient[i];
          }
          assertSameBits(sums, expectedSums);
        }
      }
    }
  }

  @Test
  void meanPoolingTakesAQuarterOfTheSumAndGivesAQuarterBack() {
    for (int length = 1; length <= 50; length++) {
      int top = random.nextInt(20);
      int bottom = top + 2 * length + random.nextInt(9);
      int offset = random.nextInt(20);
      int size = bottom + 2 * length + 3;
      float[] in = noise(size);
      float[] out = noise(offset + length + 20);
      float[] fastOut = out.clone();
      scalar.averagePool(in, top, bottom, out, offset, length);
      vector.averagePool(in, top, bottom, fastOut, offset, length);
      assertSameBits(fastOut, out);

      float[] before = noise(size);
      float[] into = before.clone();
      float[] fastInto = before.clone();
      scalar.averagePoolGradient(out, offset, into, top, bottom, length);
      vector.averagePoolGradient(out, offset, fastInto, top, bottom, length);
      assertSameBits(fastInto, into);

      for (int i = 0; i < length; i++) {
        int[] window = {top + 2 * i, top + 2 * i + 1, bottom + 2 * i, bottom + 2 * i + 1};
        double sum = 0;
        for (int at : window) {
          sum += in[at];
          assertThat(into[at]).isEqualTo(out[offset + i] / 4);
        }
        assertSum(out[offset + i], sum / 4, 1, 4);
      }
    }
  }

  @Test
  void theWayBackOfReluLetsThroughWhereTheValueIsAboveZero() {
    for (int length = 0; length <= 50; length++) {
      int offset = random.nextInt(20);
      int intoOffset = random.nextInt(20);
      float[] values = steps(offset + length);
      float[] gradient = noise(offset + length);
      float[] before = noise(intoOffset + length + 20);
      float[] into = before.clone();
      float[] fast = before.clone();
      scalar.reluGradient(values, gradient, offset, into, intoOffset, length);
      vector.reluGradient(values, gradient, offset, fast, intoOffset, length);
      assertSameBits(fast, into);
      for (int i = 0; i < into.length; i++) {
        int at = offset + i - intoOffset;
        boolean inside = i >= intoOffset && at < offset + length;
        float expected = inside && values[at] > 0 ? gradient[at] : 0f;
        assertThat(into[i]).isEqualTo(inside ? expected : before[i]);
      }
    }
  }

  @Test
  void normalizingScalesShiftsAndCutsOffAndItsWayBackKnowsTheSign() {
    for (int length = 0; length <= 50; length++) {
      int inOffset = random.nextInt(20);
      int outOffset = random.nextInt(20);
      float a = (float) random.nextGaussian();
      float b = (float) random.nextGaussian();
      float c = (float) random.nextGaussian();
      float[] in = noise(inOffset + length);
      float[] before = noise(outOffset + length + 20);
      for (float floor : new float[] {0f, Float.NEGATIVE_INFINITY}) {
        float[] out = before.clone();
        float[] fast = before.clone();
        scalar.normalize(in, inOffset, a, b, floor, out, outOffset, length);
        vector.normalize(in, inOffset, a, b, floor, fast, outOffset, length);
        assertSameBits(fast, out);
        for (int i = 0; i < length; i++) {
          // Half a unit in the last place of a number below 16 is 4.8e-7.
          double exact = (double) in[inOffset + i] * a + b;
          assertThat((double) out[outOffset + i]).isCloseTo(Math.max(exact, floor), within(5e-7));
        }
      }
      float[] gradient = before.clone();
      float[] fast = before.clone();
      scalar.normalizedReluGradient(in, inOffset, a, b, gradient, outOffset, length);
      vector.normalizedReluGradient(in, inOffset, a, b, fast, outOffset, length);
      assertSameBits(fast, gradient);
      for (int i = 0; i < gradient.length; i++) {
        int at = inOffset + i - outOffset;
        boolean inside = i >= outOffset && i < outOffset + length;
        boolean passes = !inside || (double) in[at] * a + b > 0;
        assertThat(gradient[i]).isEqualTo(passes ? before[i] : 0f);
      }
      float[] into = before.clone();
      float[] fastInto = before.clone();
      scalar.normalizeGradient(gradient, outOffset, a, in, inOffset, b, c, into, outOffset, length);
      vector.normalizeGradient(
          gradient, outOffset, a, in, inOffset, b, c, fastInto, outOffset, length);
      assertSameBits(fastInto, into);
      for (int i = 0; i < length; i++) {
        double exact = (double) gradient[outOffset + i] * a + (double) in[inOffset + i] * b + c;
        assertThat((double) into[outOffset + i]).isCloseTo(exact, within(2e-6));
      }
    }
  }

  @Test
  void sumsAndProductsAreAddedInDoublePrecisionToSixteenPartialSums() {
    for (int length = 0; length <= 70; length++) {
      int aOffset = random.nextInt(20);
      int bOffset = random.nextInt(20);
      float[] a = noise(aOffset + length);
      float[] b = noise(bOffset + length);
      double[] expected = random.doubles(2 * LANES).toArray();
      double[] found = expected.clone();
      double[] fast = expected.clone();
      scalar.sums(a, aOffset, b, bOffset, length, found);
      vector.sums(a, aOffset, b, bOffset, length, fast);
      for (int p = 0; p < length; p++) {
        expected[p % LANES] += a[aOffset + p];
        // 24 bits times 24 bits are 48, and a double has 53.
        expected[LANES + p % LANES] += (double) a[aOffset + p] * b[bOffset + p];
      }
      assertThat(found).containsExactly(expected);
      assertThat(fast).containsExactly(expected);
    }
  }

  @Test
  void reduceAddsThePartialSumsInATree() {
    float[] sums = new float[LANES];
    sums[0] = 0x1p24f;
    sums[1] = 1f;
    sums[8] = -0x1p24f;
    sums[9] = 1f;
    // Lanes 0 and 8 cancel, 1 and 9 make 2. One after the other it would be 1, because 2^24 + 1 is
    // not a float and becomes 2^24.
    assertThat(Kernels.reduce(sums, 0)).isEqualTo(2f);
    float[] counted = {7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    // 1 + 2 + ... + 16
    assertThat(Kernels.reduce(counted, 1)).isEqualTo(136f);
    double[] doubles = new double[LANES];
    doubles[0] = 0x1p53;
    doubles[1] = 1;
    doubles[8] = -0x1p53;
    doubles[9] = 1;
    assertThat(Kernels.reduce(doubles, 0)).isEqualTo(2);
  }
}
