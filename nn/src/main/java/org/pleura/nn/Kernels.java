package org.pleura.nn;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The heavy arithmetic, in two sets that give the same bits: {@code VectorKernels}, written with
 * the Vector API, and {@link ScalarKernels}, which serves where the incubator module is absent and
 * is the oracle of the other.
 *
 * <p><b>How the bits are kept.</b> Where every output has a sum of its own ({@link #convolve},
 * {@link #outerProducts}) the terms are added one after the other with fused multiply-adds, and
 * vector lanes only do several outputs at once. Where a sum runs over pixels ({@link #correlate},
 * {@link #sum}) it is kept in {@value #LANES} partial sums, pixel p going to partial sum p modulo
 * {@value #LANES}, whatever the machine's vectors hold; {@link #reduce} then adds the partial sums
 * in a fixed tree.
 *
 * <p><b>How images lie in memory.</b> A convolution reads planes whose rows are padded with zeros
 * and lie one after the other, {@code rowStride} apart. Moving a window over such a plane is adding
 * a constant to an index, so a window is a list of index offsets, its <i>taps</i>, and one loop
 * over taps serves every kernel size, stride, dilation, and the backward pass as well. Positions
 * between the end of a row and the start of the next are computed too and thrown away: that costs a
 * few per cent and lets a vector run over the end of a row.
 */
abstract class Kernels {
  /** Partial sums of a sum over pixels. */
  static final int LANES = 16;

  /** Output channels computed together. */
  static final int BLOCK = 4;

  /** Taps whose weight gradients are computed together. */
  static final int TAPS = 4;

  /** Taps whose weights are done together where windows are three wide: two rows of three. */
  static final int ROW_TAPS = 6;

  /** Independent chains: enough to hide that a multiply-add takes four cycles or five. */
  static final int CHAINS = 12;

  /** Taps whose weight gradients are computed together in {@link #outerProducts}. */
  static final int OUTER_TAPS = 6;

  /** The place of the largest value where none is above the floor. */
  static final float NONE = 4f;

  private static final Kernels PREFERRED = choose();

  /** The set to use: vectors if this JVM has them, unless {@code -Dpleura.kernels=scalar}. */
  static Kernels preferred() {
    return PREFERRED;
  }

  private static Kernels choose() {
    if ("scalar".equals(System.getProperty("pleura.kernels"))) {
      return new ScalarKernels();
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      try {
        return vector();
      } catch (ReflectiveOperationException | LinkageError cause) {
        Logger.getLogger("org.pleura.nn")
            .log(Level.FINE, "the vector kernels do not run on this Java", cause);
      }
    } else {
      Logger.getLogger("org.pleura.nn")
          .fine("scalar kernels; java --add-modules jdk.incubator.vector gives the fast ones");
    }
    return new ScalarKernels();
  }

  /** The vector set, loaded by name because its class cannot be linked without the module. */
  static Kernels vector() throws ReflectiveOperationException {
    return Class.forName("org.pleura.nn.VectorKernels")
        .asSubclass(Kernels.class)
        .getDeclaredConstructor()
        .newInstance();
  }

  /**
   * {@value #BLOCK} output channels at consecutive positions: {@code out[c*outStride + p] = bias[c]
   * + sum over t of weights[t*BLOCK + c] * in[inOffset + taps[t] + p]} for p from 0 to length - 1,
   * the taps in order.
   *
   * @param length a multiple of {@value #LANES}
   */
  abstract void convolve(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outStride,
      int length);

  /**
   * Weight gradients of {@value #BLOCK} output channels and {@value #TAPS} taps: {@code
   * sums[(c*TAPS + j)*LANES + p mod LANES] += gradient[gradientOffset + c*gradientStride + p] *
   * in[inOffset + taps[firstTap + j] + p]}.
   *
   * @param length a multiple of {@value #LANES}
   */
  abstract void correlate(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int inOffset,
      int[] taps,
      int firstTap,
      int length,
      float[] sums,
      int sumsOffset);

  /**
   * {@link #correlate} for two rows of three neighbouring taps: {@code sums[(c*ROW_TAPS + 3*r +
   * j)*LANES + p mod LANES] += gradient[gradientOffset + c*gradientStride + p] * in[row_r + j +
   * p]}. Neighbours need no address of their own, and it is addresses that the other kernel has too
   * many of for the registers.
   *
   * @param length a multiple of {@value #LANES}
   */
  abstract void correlateRows(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int firstRow,
      int secondRow,
      int length,
      float[] sums,
      int sumsOffset);

  /**
   * Weight gradients of {@value #OUTER_TAPS} taps and {@code 2 * LANES} output channels: {@code
   * sums[j*sumsStride + o] += in[positions[k] + taps[firstTap + j]] * gradient[k*gradientStride +
   * o]}, the pixels k in order. For deep layers, whose planes are too small for lanes over pixels.
   */
  abstract void outerProducts(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int[] positions,
      int[] taps,
      int firstTap,
      float[] sums,
      int sumsOffset,
      int sumsStride);

  /**
   * Sums of {@value #BLOCK} planes: {@code sums[c*LANES + p mod LANES] += values[offset + c*stride
   * + p]}. Four at once because an addition waits for the one before it.
   *
   * @param length a multiple of {@value #LANES}
   */
  abstract void sum(
      float[] values, int offset, int stride, int length, float[] sums, int sumsOffset);

  /**
   * {@code sums[p mod LANES] += a[aOffset + p]} and {@code sums[LANES + p mod LANES] += a[aOffset +
   * p] * b[bOffset + p]}, in double precision, in which the product of two floats is exact.
   */
  abstract void sums(float[] a, int aOffset, float[] b, int bOffset, int length, double[] sums);

  /**
   * Numbers scaled, shifted and cut off below: {@code out = max(in * scale + shift, floor)}.
   *
   * @param floor 0 for ReLU, negative infinity for nothing
   */
  abstract void normalize(
      float[] in,
      int inOffset,
      float scale,
      float shift,
      float floor,
      float[] out,
      int outOffset,
      int length);

  /**
   * The way back of ReLU after {@link #normalize}, in place: {@code gradient = in * scale + shift >
   * 0 ? gradient : 0}.
   */
  abstract void normalizedReluGradient(
      float[] in, int inOffset, float scale, float shift, float[] gradient, int offset, int length);

  /** {@code into = gradient * a + (in * b + c)}, each multiply-add rounded once. */
  abstract void normalizeGradient(
      float[] gradient,
      int offset,
      float a,
      float[] in,
      int inOffset,
      float b,
      float c,
      float[] into,
      int intoOffset,
      int length);

  /** The way back of ReLU: {@code into = value > 0 ? gradient : 0}. */
  abstract void reluGradient(
      float[] values, float[] gradient, int offset, float[] into, int intoOffset, int length);

  /** One row of 2 x 2 mean pooling, stride 2: a quarter of the sum of four, in reading order. */
  abstract void averagePool(
      float[] in, int top, int bottom, float[] out, int outOffset, int length);

  /** The way back of {@link #averagePool}: each of the four gets a quarter of the gradient. */
  abstract void averagePoolGradient(
      float[] gradient, int offset, float[] into, int top, int bottom, int length);

  /**
   * One row of 2 x 2 max pooling, stride 2: the largest of four values, or the floor if none is
   * above it, and which it was (0 to 3 in reading order, the first of equals), or {@link #NONE}.
   * With a floor of 0 this is ReLU as well: it and the maximum commute, so ReLU is done on a
   * quarter of the values.
   */
  abstract void maxPool(
      float floor,
      float[] in,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int length);

  /**
   * The way back of {@link #maxPool}: each gradient goes to the place its value came from, the
   * other three get 0, and so do all four where none was above the floor.
   */
  abstract void maxPoolGradient(
      float[] gradient,
      int offset,
      float[] which,
      int whichOffset,
      float[] into,
      int top,
      int bottom,
      int length);

  /** Every second number: {@code even[i] = in[2 i]} and {@code odd[i] = in[2 i + 1]}. */
  abstract void split(
      float[] in, int offset, float[] out, int evenOffset, int oddOffset, int length);

  /** Undoes {@link #split}: {@code into[2 i] = even[i]} and {@code into[2 i + 1] = odd[i]}. */
  abstract void join(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int length);

  /** As {@link #join}, but adds. */
  abstract void splitGradient(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int length);

  /** {@link #maxPool} where even and odd columns lie in arrays of their own. */
  abstract void maxPoolSplit(
      float floor,
      float[] even,
      float[] odd,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int length);

  /**
   * {@link #maxPoolGradient} where even and odd columns lie in arrays of their own; and what goes
   * to any place is added up: {@code sums[i mod LANES] += gradient[offset + i]} where the place is
   * not {@link #NONE}.
   */
  abstract void maxPoolSplitGradient(
      float[] gradient,
      int offset,
      float[] which,
      int whichOffset,
      float[] even,
      float[] odd,
      int top,
      int bottom,
      int length,
      float[] sums,
      int sumsOffset);

  /**
   * Multiply-adds that wait for nothing but themselves, to see how many the machine does at most:
   * {@value #CHAINS} vectors of this set, each made {@code x -> x m + a} so many times.
   *
   * @return the sum of all, so that none can be left out
   */
  abstract float chains(int rounds);

  /** Multiply-adds of one round of {@link #chains}. */
  abstract int chainWidth();

  /** The partial sums added in a fixed tree: lane l and l + 8, then 4 apart, 2 apart, 1 apart. */
  static float reduce(float[] sums, int offset) {
    float a0 = sums[offset] + sums[offset + 8];
    float a1 = sums[offset + 1] + sums[offset + 9];
    float a2 = sums[offset + 2] + sums[offset + 10];
    float a3 = sums[offset + 3] + sums[offset + 11];
    float a4 = sums[offset + 4] + sums[offset + 12];
    float a5 = sums[offset + 5] + sums[offset + 13];
    float a6 = sums[offset + 6] + sums[offset + 14];
    float a7 = sums[offset + 7] + sums[offset + 15];
    return ((a0 + a4) + (a2 + a6)) + ((a1 + a5) + (a3 + a7));
  }

  /** The same tree for partial sums in double precision, which it uses up. */
  static double reduce(double[] sums, int offset) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        sums[offset + lane] += sums[offset + lane + half];
      }
    }
    return sums[offset];
  }

  /** The smallest multiple of {@value #LANES} that is at least n. */
  static int roundUp(int n) {
    return (n + LANES - 1) / LANES * LANES;
  }
}
