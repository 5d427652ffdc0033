package org.pleura.nn;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API, for vectors of 4, 8 or 16 floats.
 *
 * <p>Each method with accumulators is a leaf with one loop, the accumulators local to it: JDK 17
 * keeps those in registers, and boxes accumulators that live across nested loops. A register block
 * is 4 output channels by 4 vectors of pixels, by 5 where fours would leave a rest and there are
 * enough (by 2 where there are only 16 registers, as with AVX2): each vector of pixels is loaded
 * once for 4 multiply-adds, each weight once for 4. They hand no vector to another method: where
 * the compiler has met that one before, it may not inline it, and makes an object of every vector.
 */
final class VectorKernels extends Kernels {
  private static final VectorSpecies<Float> SPECIES = species();
  private static final int WIDTH = SPECIES.length();

  private static final boolean MANY_REGISTERS = WIDTH != 8;

  /** Vectors of the same size, of half as many doubles. */
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  private static final int HALF = WIDTH / 2;

  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(SPECIES, i -> 2 * i % WIDTH);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(SPECIES, i -> 2 * i % WIDTH + 1);
  private static final VectorShuffle<Float> TWICE_LOW = VectorShuffle.fromOp(SPECIES, i -> i / 2);
  private static final VectorShuffle<Float> TWICE_HIGH =
      VectorShuffle.fromOp(SPECIES, i -> i / 2 + WIDTH / 2);
  private static final VectorMask<Float> UPPER_HALF =
      VectorMask.fromLong(SPECIES, ((1L << WIDTH / 2) - 1) << WIDTH / 2);
  private static final VectorMask<Float> ODD_LANES =
      VectorMask.fromLong(SPECIES, 0xaaaaaaaaaaaaaaaaL & ((1L << WIDTH) - 1));

  private static VectorSpecies<Float> species() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    if (preferred.length() > LANES) {
      return FloatVector.SPECIES_512;
    }
    if (preferred.length() < 4) {
      throw new UnsupportedClassVersionError("vectors of fewer than 4 floats");
    }
    return preferred;
  }

  @Override
  void convolve(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outStride,
      int length) {
    int p = 0;
    if (MANY_REGISTERS) {
      // What fours would leave is added to them, one vector each, if there are as many fours.
      int fours = length / WIDTH / 4;
      int rest = length / WIDTH % 4;
      int endOfFives = rest <= fours ? rest * 5 * WIDTH : 0;
      for (; p < endOfFives; p += 5 * WIDTH) {
        convolveFive(
            in, inOffset + p, taps, weights, weightsOffset, bias, biasOffset, out, p, outStride);
      }
      for (; p + 4 * WIDTH <= length; p += 4 * WIDTH) {
        convolveFour(
            in, inOffset + p, taps, weights, weightsOffset, bias, biasOffset, out, p, outStride);
      }
    }
    for (; p + 2 * WIDTH <= length; p += 2 * WIDTH) {
      convolveTwo(
          in, inOffset + p, taps, weights, weightsOffset, bias, biasOffset, out, p, outStride);
    }
    for (; p < length; p += WIDTH) {
      convolveOne(
          in, inOffset + p, taps, weights, weightsOffset, bias, biasOffset, out, p, outStride);
    }
  }

  private static void convolveFour(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outOffset,
      int outStride) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[biasOffset]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 1]);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 2]);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 3]);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    for (int t = 0; t < taps.length; t++) {
      int i = inOffset + taps[t];
      int w = weightsOffset + t * BLOCK;
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, i + WIDTH);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, i + 2 * WIDTH);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, i + 3 * WIDTH);
      FloatVector wa = FloatVector.broadcast(SPECIES, weights[w]);
      a0 = wa.fma(x0, a0);
      a1 = wa.fma(x1, a1);
      a2 = wa.fma(x2, a2);
      a3 = wa.fma(x3, a3);
      FloatVector wb = FloatVector.broadcast(SPECIES, weights[w + 1]);
      b0 = wb.fma(x0, b0);
      b1 = wb.fma(x1, b1);
      b2 = wb.fma(x2, b2);
      b3 = wb.fma(x3, b3);
      FloatVector wc = FloatVector.broadcast(SPECIES, weights[w + 2]);
      c0 = wc.fma(x0, c0);
      c1 = wc.fma(x1, c1);
      c2 = wc.fma(x2, c2);
      c3 = wc.fma(x3, c3);
      FloatVector wd = FloatVector.broadcast(SPECIES, weights[w + 3]);
      d0 = wd.fma(x0, d0);
      d1 = wd.fma(x1, d1);
      d2 = wd.fma(x2, d2);
      d3 = wd.fma(x3, d3);
    }
    a0.intoArray(out, outOffset);
    a1.intoArray(out, outOffset + WIDTH);
    a2.intoArray(out, outOffset + 2 * WIDTH);
    a3.intoArray(out, outOffset + 3 * WIDTH);
    b0.intoArray(out, outOffset + outStride);
    b1.intoArray(out, outOffset + outStride + WIDTH);
    b2.intoArray(out, outOffset + outStride + 2 * WIDTH);
    b3.intoArray(out, outOffset + outStride + 3 * WIDTH);
    c0.intoArray(out, outOffset + 2 * outStride);
    c1.intoArray(out, outOffset + 2 * outStride + WIDTH);
    c2.intoArray(out, outOffset + 2 * outStride + 2 * WIDTH);
    c3.intoArray(out, outOffset + 2 * outStride + 3 * WIDTH);
    d0.intoArray(out, outOffset + 3 * outStride);
    d1.intoArray(out, outOffset + 3 * outStride + WIDTH);
    d2.intoArray(out, outOffset + 3 * outStride + 2 * WIDTH);
    d3.intoArray(out, outOffset + 3 * outStride + 3 * WIDTH);
  }

  private static void convolveFive(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outOffset,
      int outStride) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[biasOffset]);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 1]);
    FloatVector b1 = b0;
    FloatVector b2 = b0;
    FloatVector b3 = b0;
    FloatVector b4 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 2]);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 3]);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    FloatVector d4 = d0;
    for (int t = 0; t < taps.length; t++) {
      int i = inOffset + taps[t];
      int w = weightsOffset + t * BLOCK;
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, i + WIDTH);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, i + 2 * WIDTH);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, i + 3 * WIDTH);
      FloatVector x4 = FloatVector.fromArray(SPECIES, in, i + 4 * WIDTH);
      FloatVector wa = FloatVector.broadcast(SPECIES, weights[w]);
      a0 = wa.fma(x0, a0);
      a1 = wa.fma(x1, a1);
      a2 = wa.fma(x2, a2);
      a3 = wa.fma(x3, a3);
      a4 = wa.fma(x4, a4);
      FloatVector wb = FloatVector.broadcast(SPECIES, weights[w + 1]);
      b0 = wb.fma(x0, b0);
      b1 = wb.fma(x1, b1);
      b2 = wb.fma(x2, b2);
      b3 = wb.fma(x3, b3);
      b4 = wb.fma(x4, b4);
      FloatVector wc = FloatVector.broadcast(SPECIES, weights[w + 2]);
      c0 = wc.fma(x0, c0);
      c1 = wc.fma(x1, c1);
      c2 = wc.fma(x2, c2);
      c3 = wc.fma(x3, c3);
      c4 = wc.fma(x4, c4);
      FloatVector wd = FloatVector.broadcast(SPECIES, weights[w + 3]);
      d0 = wd.fma(x0, d0);
      d1 = wd.fma(x1, d1);
      d2 = wd.fma(x2, d2);
      d3 = wd.fma(x3, d3);
      d4 = wd.fma(x4, d4);
    }
    a0.intoArray(out, outOffset);
    a1.intoArray(out, outOffset + WIDTH);
    a2.intoArray(out, outOffset + 2 * WIDTH);
    a3.intoArray(out, outOffset + 3 * WIDTH);
    a4.intoArray(out, outOffset + 4 * WIDTH);
    b0.intoArray(out, outOffset + outStride);
    b1.intoArray(out, outOffset + outStride + WIDTH);
    b2.intoArray(out, outOffset + outStride + 2 * WIDTH);
    b3.intoArray(out, outOffset + outStride + 3 * WIDTH);
    b4.intoArray(out, outOffset + outStride + 4 * WIDTH);
    c0.intoArray(out, outOffset + 2 * outStride);
    c1.intoArray(out, outOffset + 2 * outStride + WIDTH);
    c2.intoArray(out, outOffset + 2 * outStride + 2 * WIDTH);
    c3.intoArray(out, outOffset + 2 * outStride + 3 * WIDTH);
    c4.intoArray(out, outOffset + 2 * outStride + 4 * WIDTH);
    d0.intoArray(out, outOffset + 3 * outStride);
    d1.intoArray(out, outOffset + 3 * outStride + WIDTH);
    d2.intoArray(out, outOffset + 3 * outStride + 2 * WIDTH);
    d3.intoArray(out, outOffset + 3 * outStride + 3 * WIDTH);
    d4.intoArray(out, outOffset + 3 * outStride + 4 * WIDTH);
  }

  private static void convolveTwo(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outOffset,
      int outStride) {
    FloatVector a0 = FloatVector.broadcast(SPECIES, bias[biasOffset]);
    FloatVector a1 = a0;
    FloatVector b0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 1]);
    FloatVector b1 = b0;
    FloatVector c0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 2]);
    FloatVector c1 = c0;
    FloatVector d0 = FloatVector.broadcast(SPECIES, bias[biasOffset + 3]);
    FloatVector d1 = d0;
    for (int t = 0; t < taps.length; t++) {
      int i = inOffset + taps[t];
      int w = weightsOffset + t * BLOCK;
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, i);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, i + WIDTH);
      FloatVector wa = FloatVector.broadcast(SPECIES, weights[w]);
      a0 = wa.fma(x0, a0);
      a1 = wa.fma(x1, a1);
      FloatVector wb = FloatVector.broadcast(SPECIES, weights[w + 1]);
      b0 = wb.fma(x0, b0);
      b1 = wb.fma(x1, b1);
      FloatVector wc = FloatVector.broadcast(SPECIES, weights[w + 2]);
      c0 = wc.fma(x0, c0);
      c1 = wc.fma(x1, c1);
      FloatVector wd = FloatVector.broadcast(SPECIES, weights[w + 3]);
      d0 = wd.fma(x0, d0);
      d1 = wd.fma(x1, d1);
    }
    a0.intoArray(out, outOffset);
    a1.intoArray(out, outOffset + WIDTH);
    b0.intoArray(out, outOffset + outStride);
    b1.intoArray(out, outOffset + outStride + WIDTH);
    c0.intoArray(out, outOffset + 2 * outStride);
    c1.intoArray(out, outOffset + 2 * outStride + WIDTH);
    d0.intoArray(out, outOffset + 3 * outStride);
    d1.intoArray(out, outOffset + 3 * outStride + WIDTH);
  }

  private static void convolveOne(
      float[] in,
      int inOffset,
      int[] taps,
      float[] weights,
      int weightsOffset,
      float[] bias,
      int biasOffset,
      float[] out,
      int outOffset,
      int outStride) {
    FloatVector a = FloatVector.broadcast(SPECIES, bias[biasOffset]);
    FloatVector b = FloatVector.broadcast(SPECIES, bias[biasOffset + 1]);
    FloatVector c = FloatVector.broadcast(SPECIES, bias[biasOffset + 2]);
    FloatVector d = FloatVector.broadcast(SPECIES, bias[biasOffset + 3]);
    for (int t = 0; t < taps.length; t++) {
      int w = weightsOffset + t * BLOCK;
      FloatVector x = FloatVector.fromArray(SPECIES, in, inOffset + taps[t]);
      a = FloatVector.broadcast(SPECIES, weights[w]).fma(x, a);
      b = FloatVector.broadcast(SPECIES, weights[w + 1]).fma(x, b);
      c = FloatVector.broadcast(SPECIES, weights[w + 2]).fma(x, c);
      d = FloatVector.broadcast(SPECIES, weights[w + 3]).fma(x, d);
    }
    a.intoArray(out, outOffset);
    b.intoArray(out, outOffset + outStride);
    c.intoArray(out, outOffset + 2 * outStride);
    d.intoArray(out, outOffset + 3 * outStride);
  }

  @Override
  void correlate(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int inOffset,
      int[] taps,
      int firstTap,
      int length,
      float[] sums,
      int sumsOffset) {
    for (int part = 0; part < LANES; part += WIDTH) {
      int g = gradientOffset + part;
      int from = inOffset + part;
      int t0 = from + taps[firstTap];
      int t1 = from + taps[firstTap + 1];
      int t2 = from + taps[firstTap + 2];
      int t3 = from + taps[firstTap + 3];
      int s = sumsOffset + part;
      if (MANY_REGISTERS) {
        correlateFour(gradient, g, gradientStride, in, t0, t1, t2, t3, length - part, sums, s);
      } else {
        correlateTwo(gradient, g, gradientStride, in, t0, t1, length - part, sums, s);
        correlateTwo(gradient, g, gradientStride, in, t2, t3, length - part, sums, s + 2 * LANES);
      }
    }
  }

  /**
   * Each vector of gradients and of pixels is loaded once for four multiply-adds. Loads are what
   * this waits for: most of them straddle two lines of the cache.
   */
  private static void correlateFour(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int t0,
      int t1,
      int t2,
      int t3,
      int length,
      float[] sums,
      int s) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, s + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, s + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + 5 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, s + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, s + 7 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, s + 8 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, s + 9 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums, s + 10 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, sums, s + 11 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, s + 12 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, s + 13 * LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums, s + 14 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, sums, s + 15 * LANES);
    for (int p = 0; p < length; p += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, t0 + p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, t1 + p);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, t2 + p);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, t3 + p);
      int g = gradientOffset + p;
      FloatVector ga = FloatVector.fromArray(SPECIES, gradient, g);
      a0 = ga.fma(x0, a0);
      a1 = ga.fma(x1, a1);
      a2 = ga.fma(x2, a2);
      a3 = ga.fma(x3, a3);
      FloatVector gb = FloatVector.fromArray(SPECIES, gradient, g + gradientStride);
      b0 = gb.fma(x0, b0);
      b1 = gb.fma(x1, b1);
      b2 = gb.fma(x2, b2);
      b3 = gb.fma(x3, b3);
      FloatVector gc = FloatVector.fromArray(SPECIES, gradient, g + 2 * gradientStride);
      c0 = gc.fma(x0, c0);
      c1 = gc.fma(x1, c1);
      c2 = gc.fma(x2, c2);
      c3 = gc.fma(x3, c3);
      FloatVector gd = FloatVector.fromArray(SPECIES, gradient, g + 3 * gradientStride);
      d0 = gd.fma(x0, d0);
      d1 = gd.fma(x1, d1);
      d2 = gd.fma(x2, d2);
      d3 = gd.fma(x3, d3);
    }
    a0.intoArray(sums, s);
    a1.intoArray(sums, s + LANES);
    a2.intoArray(sums, s + 2 * LANES);
    a3.intoArray(sums, s + 3 * LANES);
    b0.intoArray(sums, s + 4 * LANES);
    b1.intoArray(sums, s + 5 * LANES);
    b2.intoArray(sums, s + 6 * LANES);
    b3.intoArray(sums, s + 7 * LANES);
    c0.intoArray(sums, s + 8 * LANES);
    c1.intoArray(sums, s + 9 * LANES);
    c2.intoArray(sums, s + 10 * LANES);
    c3.intoArray(sums, s + 11 * LANES);
    d0.intoArray(sums, s + 12 * LANES);
    d1.intoArray(sums, s + 13 * LANES);
    d2.intoArray(sums, s + 14 * LANES);
    d3.intoArray(sums, s + 15 * LANES);
  }

  /** Two of the four taps. */
  private static void correlateTwo(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int t0,
      int t1,
      int length,
      float[] sums,
      int s) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + 4 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + 5 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, s + 8 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, s + 9 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, s + 12 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, s + 13 * LANES);
    for (int p = 0; p < length; p += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, t0 + p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, t1 + p);
      int g = gradientOffset + p;
      FloatVector ga = FloatVector.fromArray(SPECIES, gradient, g);
      a0 = ga.fma(x0, a0);
      a1 = ga.fma(x1, a1);
      FloatVector gb = FloatVector.fromArray(SPECIES, gradient, g + gradientStride);
      b0 = gb.fma(x0, b0);
      b1 = gb.fma(x1, b1);
      FloatVector gc = FloatVector.fromArray(SPECIES, gradient, g + 2 * gradientStride);
      c0 = gc.fma(x0, c0);
      c1 = gc.fma(x1, c1);
      FloatVector gd = FloatVector.fromArray(SPECIES, gradient, g + 3 * gradientStride);
      d0 = gd.fma(x0, d0);
      d1 = gd.fma(x1, d1);
    }
    a0.intoArray(sums, s);
    a1.intoArray(sums, s + LANES);
    b0.intoArray(sums, s + 4 * LANES);
    b1.intoArray(sums, s + 5 * LANES);
    c0.intoArray(sums, s + 8 * LANES);
    c1.intoArray(sums, s + 9 * LANES);
    d0.intoArray(sums, s + 12 * LANES);
    d1.intoArray(sums, s + 13 * LANES);
  }

  @Override
  void correlateRows(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int firstRow,
      int secondRow,
      int length,
      float[] sums,
      int sumsOffset) {
    for (int part = 0; part < LANES; part += WIDTH) {
      int g = gradientOffset + part;
      int s = sumsOffset + part;
      int first = firstRow + part;
      int second = secondRow + part;
      if (MANY_REGISTERS) {
        correlateTwoRows(gradient, g, gradientStride, in, first, second, length - part, sums, s);
      } else {
        correlateRow(gradient, g, gradientStride, in, first, length - part, sums, s);
        correlateRow(gradient, g, gradientStride, in, second, length - part, sums, s + 3 * LANES);
      }
    }
  }

  /** Ten loads for 24 multiply-adds, and six addresses. */
  private static void correlateTwoRows(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int first,
      int second,
      int length,
      float[] sums,
      int s) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, s + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, sums, s + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(SPECIES, sums, s + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(SPECIES, sums, s + 5 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + 6 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + 7 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, s + 8 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, sums, s + 9 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, sums, s + 10 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, sums, s + 11 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, s + 12 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, s + 13 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums, s + 14 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, sums, s + 15 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, sums, s + 16 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, sums, s + 17 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, s + 18 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, s + 19 * LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums, s + 20 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, sums, s + 21 * LANES);
    FloatVector d4 = FloatVector.fromArray(SPECIES, sums, s + 22 * LANES);
    FloatVector d5 = FloatVector.fromArray(SPECIES, sums, s + 23 * LANES);
    for (int p = 0; p < length; p += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, first + p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, first + p + 1);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, first + p + 2);
      FloatVector x3 = FloatVector.fromArray(SPECIES, in, second + p);
      FloatVector x4 = FloatVector.fromArray(SPECIES, in, second + p + 1);
      FloatVector x5 = FloatVector.fromArray(SPECIES, in, second + p + 2);
      int g = gradientOffset + p;
      FloatVector ga = FloatVector.fromArray(SPECIES, gradient, g);
      a0 = ga.fma(x0, a0);
      a1 = ga.fma(x1, a1);
      a2 = ga.fma(x2, a2);
      a3 = ga.fma(x3, a3);
      a4 = ga.fma(x4, a4);
      a5 = ga.fma(x5, a5);
      FloatVector gb = FloatVector.fromArray(SPECIES, gradient, g + gradientStride);
      b0 = gb.fma(x0, b0);
      b1 = gb.fma(x1, b1);
      b2 = gb.fma(x2, b2);
      b3 = gb.fma(x3, b3);
      b4 = gb.fma(x4, b4);
      b5 = gb.fma(x5, b5);
      FloatVector gc = FloatVector.fromArray(SPECIES, gradient, g + 2 * gradientStride);
      c0 = gc.fma(x0, c0);
      c1 = gc.fma(x1, c1);
      c2 = gc.fma(x2, c2);
      c3 = gc.fma(x3, c3);
      c4 = gc.fma(x4, c4);
      c5 = gc.fma(x5, c5);
      FloatVector gd = FloatVector.fromArray(SPECIES, gradient, g + 3 * gradientStride);
      d0 = gd.fma(x0, d0);
      d1 = gd.fma(x1, d1);
      d2 = gd.fma(x2, d2);
      d3 = gd.fma(x3, d3);
      d4 = gd.fma(x4, d4);
      d5 = gd.fma(x5, d5);
    }
    a0.intoArray(sums, s);
    a1.intoArray(sums, s + LANES);
    a2.intoArray(sums, s + 2 * LANES);
    a3.intoArray(sums, s + 3 * LANES);
    a4.intoArray(sums, s + 4 * LANES);
    a5.intoArray(sums, s + 5 * LANES);
    b0.intoArray(sums, s + 6 * LANES);
    b1.intoArray(sums, s + 7 * LANES);
    b2.intoArray(sums, s + 8 * LANES);
    b3.intoArray(sums, s + 9 * LANES);
    b4.intoArray(sums, s + 10 * LANES);
    b5.intoArray(sums, s + 11 * LANES);
    c0.intoArray(sums, s + 12 * LANES);
    c1.intoArray(sums, s + 13 * LANES);
    c2.intoArray(sums, s + 14 * LANES);
    c3.intoArray(sums, s + 15 * LANES);
    c4.intoArray(sums, s + 16 * LANES);
    c5.intoArray(sums, s + 17 * LANES);
    d0.intoArray(sums, s + 18 * LANES);
    d1.intoArray(sums, s + 19 * LANES);
    d2.intoArray(sums, s + 20 * LANES);
    d3.intoArray(sums, s + 21 * LANES);
    d4.intoArray(sums, s + 22 * LANES);
    d5.intoArray(sums, s + 23 * LANES);
  }

  /** One of the two rows: 12 accumulators. */
  private static void correlateRow(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int first,
      int length,
      float[] sums,
      int s) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, sums, s + 2 * LANES);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + 6 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + 7 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, sums, s + 8 * LANES);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, s + 12 * LANES);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, s + 13 * LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, sums, s + 14 * LANES);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, s + 18 * LANES);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, s + 19 * LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, sums, s + 20 * LANES);
    for (int p = 0; p < length; p += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, in, first + p);
      FloatVector x1 = FloatVector.fromArray(SPECIES, in, first + p + 1);
      FloatVector x2 = FloatVector.fromArray(SPECIES, in, first + p + 2);
      int g = gradientOffset + p;
      FloatVector ga = FloatVector.fromArray(SPECIES, gradient, g);
      a0 = ga.fma(x0, a0);
      a1 = ga.fma(x1, a1);
      a2 = ga.fma(x2, a2);
      FloatVector gb = FloatVector.fromArray(SPECIES, gradient, g + gradientStride);
      b0 = gb.fma(x0, b0);
      b1 = gb.fma(x1, b1);
      b2 = gb.fma(x2, b2);
      FloatVector gc = FloatVector.fromArray(SPECIES, gradient, g + 2 * gradientStride);
      c0 = gc.fma(x0, c0);
      c1 = gc.fma(x1, c1);
      c2 = gc.fma(x2, c2);
      FloatVector gd = FloatVector.fromArray(SPECIES, gradient, g + 3 * gradientStride);
      d0 = gd.fma(x0, d0);
      d1 = gd.fma(x1, d1);
      d2 = gd.fma(x2, d2);
    }
    a0.intoArray(sums, s);
    a1.intoArray(sums, s + LANES);
    a2.intoArray(sums, s + 2 * LANES);
    b0.intoArray(sums, s + 6 * LANES);
    b1.intoArray(sums, s + 7 * LANES);
    b2.intoArray(sums, s + 8 * LANES);
    c0.intoArray(sums, s + 12 * LANES);
    c1.intoArray(sums, s + 13 * LANES);
    c2.intoArray(sums, s + 14 * LANES);
    d0.intoArray(sums, s + 18 * LANES);
    d1.intoArray(sums, s + 19 * LANES);
    d2.intoArray(sums, s + 20 * LANES);
  }

  @Override
  void outerProducts(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int[] positions,
      int[] taps,
      int firstTap,
      float[] sums,
      int sumsOffset,
      int sumsStride) {
    for (int o = 0; o < 2 * LANES; o += 2 * WIDTH) {
      outerPart(
          gradient,
          gradientOffset + o,
          gradientStride,
          in,
          positions,
          taps[firstTap],
          taps[firstTap + 1],
          taps[firstTap + 2],
          taps[firstTap + 3],
          taps[firstTap + 4],
          taps[firstTap + 5],
          sums,
          sumsOffset + o,
          sumsStride);
    }
  }

  private static void outerPart(
      float[] gradient,
      int gradientOffset,
      int gradientStride,
      float[] in,
      int[] positions,
      int t0,
      int t1,
      int t2,
      int t3,
      int t4,
      int t5,
      float[] sums,
      int s,
      int sumsStride) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + WIDTH);
    FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + sumsStride);
    FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + sumsStride + WIDTH);
    FloatVector c0 = FloatVector.fromArray(SPECIES, sums, s + 2 * sumsStride);
    FloatVector c1 = FloatVector.fromArray(SPECIES, sums, s + 2 * sumsStride + WIDTH);
    FloatVector d0 = FloatVector.fromArray(SPECIES, sums, s + 3 * sumsStride);
    FloatVector d1 = FloatVector.fromArray(SPECIES, sums, s + 3 * sumsStride + WIDTH);
    FloatVector e0 = FloatVector.fromArray(SPECIES, sums, s + 4 * sumsStride);
    FloatVector e1 = FloatVector.fromArray(SPECIES, sums, s + 4 * sumsStride + WIDTH);
    FloatVector f0 = FloatVector.fromArray(SPECIES, sums, s + 5 * sumsStride);
    FloatVector f1 = FloatVector.fromArray(SPECIES, sums, s + 5 * sumsStride + WIDTH);
    for (int k = 0; k < positions.length; k++) {
      int p = positions[k];
      FloatVector g0 =
          FloatVector.fromArray(SPECIES, gradient, gradientOffset + k * gradientStride);
      FloatVector g1 =
          FloatVector.fromArray(SPECIES, gradient, gradientOffset + k * gradientStride + WIDTH);
      FloatVector x0 = FloatVector.broadcast(SPECIES, in[p + t0]);
      a0 = x0.fma(g0, a0);
      a1 = x0.fma(g1, a1);
      FloatVector x1 = FloatVector.broadcast(SPECIES, in[p + t1]);
      b0 = x1.fma(g0, b0);
      b1 = x1.fma(g1, b1);
      FloatVector x2 = FloatVector.broadcast(SPECIES, in[p + t2]);
      c0 = x2.fma(g0, c0);
      c1 = x2.fma(g1, c1);
      FloatVector x3 = FloatVector.broadcast(SPECIES, in[p + t3]);
      d0 = x3.fma(g0, d0);
      d1 = x3.fma(g1, d1);
      FloatVector x4 = FloatVector.broadcast(SPECIES, in[p + t4]);
      e0 = x4.fma(g0, e0);
      e1 = x4.fma(g1, e1);
      FloatVector x5 = FloatVector.broadcast(SPECIES, in[p + t5]);
      f0 = x5.fma(g0, f0);
      f1 = x5.fma(g1, f1);
    }
    a0.intoArray(sums, s);
    a1.intoArray(sums, s + WIDTH);
    b0.intoArray(sums, s + sumsStride);
    b1.intoArray(sums, s + sumsStride + WIDTH);
    c0.intoArray(sums, s + 2 * sumsStride);
    c1.intoArray(sums, s + 2 * sumsStride + WIDTH);
    d0.intoArray(sums, s + 3 * sumsStride);
    d1.intoArray(sums, s + 3 * sumsStride + WIDTH);
    e0.intoArray(sums, s + 4 * sumsStride);
    e1.intoArray(sums, s + 4 * sumsStride + WIDTH);
    f0.intoArray(sums, s + 5 * sumsStride);
    f1.intoArray(sums, s + 5 * sumsStride + WIDTH);
  }

  @Override
  void sum(float[] values, int offset, int stride, int length, float[] sums, int sumsOffset) {
    for (int part = 0; part < LANES; part += WIDTH) {
      sumPart(values, offset + part, stride, length - part, sums, sumsOffset + part);
    }
  }

  private static void sumPart(
      float[] values, int offset, int stride, int length, float[] sums, int s) {
    FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
    FloatVector b = FloatVector.fromArray(SPECIES, sums, s + LANES);
    FloatVector c = FloatVector.fromArray(SPECIES, sums, s + 2 * LANES);
    FloatVector d = FloatVector.fromArray(SPECIES, sums, s + 3 * LANES);
    for (int p = 0; p < length; p += LANES) {
      int at = offset + p;
      a = a.add(FloatVector.fromArray(SPECIES, values, at));
      b = b.add(FloatVector.fromArray(SPECIES, values, at + stride));
      c = c.add(FloatVector.fromArray(SPECIES, values, at + 2 * stride));
      d = d.add(FloatVector.fromArray(SPECIES, values, at + 3 * stride));
    }
    a.intoArray(sums, s);
    b.intoArray(sums, s + LANES);
    c.intoArray(sums, s + 2 * LANES);
    d.intoArray(sums, s + 3 * LANES);
  }

  @Override
  void sums(float[] a, int aOffset, float[] b, int bOffset, int length, double[] sums) {
    int whole = length / LANES * LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      sumsPart(a, aOffset + part, b, bOffset + part, whole, sums, part);
    }
    ScalarKernels.sums(a, aOffset, b, bOffset, whole, length, sums);
  }

  /** Two vectors of partial sums, and two of products. */
  private static void sumsPart(
      float[] a, int aOffset, float[] b, int bOffset, int length, double[] sums, int part) {
    DoubleVector s0 = DoubleVector.fromArray(DOUBLES, sums, part);
    DoubleVector s1 = DoubleVector.fromArray(DOUBLES, sums, part + HALF);
    DoubleVector q0 = DoubleVector.fromArray(DOUBLES, sums, LANES + part);
    DoubleVector q1 = DoubleVector.fromArray(DOUBLES, sums, LANES + part + HALF);
    for (int p = 0; p < length; p += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, aOffset + p);
      FloatVector y = FloatVector.fromArray(SPECIES, b, bOffset + p);
      DoubleVector x0 = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector x1 = (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 1);
      DoubleVector y0 = (DoubleVector) y.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector y1 = (DoubleVector) y.convertShape(VectorOperators.F2D, DOUBLES, 1);
      s0 = x0.add(s0);
      s1 = x1.add(s1);
      q0 = x0.fma(y0, q0);
      q1 = x1.fma(y1, q1);
    }
    // Adding -0 changes nothing, but it makes vectors of which the compiler knows the class, where
    // a sum over a loop is any DoubleVector to it. How to store one of those fast it learns only
    // from vectors stored before, and nobody else here stores any.
    DoubleVector nothing = DoubleVector.broadcast(DOUBLES, -0.0);
    nothing.add(s0).intoArray(sums, part);
    nothing.add(s1).intoArray(sums, part + HALF);
    nothing.add(q0).intoArray(sums, LANES + part);
    nothing.add(q1).intoArray(sums, LANES + part + HALF);
  }

  @Override
  void normalize(
      float[] in,
      int inOffset,
      float scale,
      float shift,
      float floor,
      float[] out,
      int outOffset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector a = FloatVector.broadcast(SPECIES, scale);
    FloatVector b = FloatVector.broadcast(SPECIES, shift);
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector x = FloatVector.fromArray(SPECIES, in, inOffset + i);
      x.fma(a, b).max(least).intoArray(out, outOffset + i);
    }
    ScalarKernels.normalize(in, inOffset, scale, shift, floor, out, outOffset, whole, length);
  }

  @Override
  void normalizedReluGradient(
      float[] in,
      int inOffset,
      float scale,
      float shift,
      float[] gradient,
      int offset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector a = FloatVector.broadcast(SPECIES, scale);
    FloatVector b = FloatVector.broadcast(SPECIES, shift);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, in, inOffset + i).fma(a, b);
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, offset + i);
      zero.blend(g, value.compare(VectorOperators.GT, 0f)).intoArray(gradient, offset + i);
    }
    ScalarKernels.normalizedReluGradient(
        in, inOffset, scale, shift, gradient, offset, whole, length);
  }

  @Override
  void normalizeGradient(
      float[] gradient,
      int offset,
      float a,
      float[] in,
      int inOffset,
      float b,
      float c,
      float[] into,
      int intoOffset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector va = FloatVector.broadcast(SPECIES, a);
    FloatVector vb = FloatVector.broadcast(SPECIES, b);
    FloatVector vc = FloatVector.broadcast(SPECIES, c);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector x = FloatVector.fromArray(SPECIES, in, inOffset + i).fma(vb, vc);
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, offset + i);
      g.fma(va, x).intoArray(into, intoOffset + i);
    }
    ScalarKernels.normalizeGradient(
        gradient, offset, a, in, inOffset, b, c, into, intoOffset, whole, length);
  }

  @Override
  void reluGradient(
      float[] values, float[] gradient, int offset, float[] into, int intoOffset, int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector value = FloatVector.fromArray(SPECIES, values, offset + i);
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, offset + i);
      zero.blend(g, value.compare(VectorOperators.GT, 0f)).intoArray(into, intoOffset + i);
    }
    ScalarKernels.reluGradient(values, gradient, offset, into, intoOffset, whole, length);
  }

  @Override
  void averagePool(float[] in, int top, int bottom, float[] out, int outOffset, int length) {
    int whole = length / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, in, top + 2 * i);
      FloatVector b = FloatVector.fromArray(SPECIES, in, top + 2 * i + WIDTH);
      FloatVector c = FloatVector.fromArray(SPECIES, in, bottom + 2 * i);
      FloatVector d = FloatVector.fromArray(SPECIES, in, bottom + 2 * i + WIDTH);
      FloatVector sum =
          a.rearrange(EVEN)
              .blend(b.rearrange(EVEN), UPPER_HALF)
              .add(a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_HALF))
              .add(c.rearrange(EVEN).blend(d.rearrange(EVEN), UPPER_HALF))
              .add(c.rearrange(ODD).blend(d.rearrange(ODD), UPPER_HALF));
      sum.mul(0.25f).intoArray(out, outOffset + i);
    }
    ScalarKernels.averagePool(in, top, bottom, out, outOffset, whole, length);
  }

  @Override
  void averagePoolGradient(
      float[] gradient, int offset, float[] into, int top, int bottom, int length) {
    int whole = length / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector share = FloatVector.fromArray(SPECIES, gradient, offset + i).mul(0.25f);
      FloatVector low = share.rearrange(TWICE_LOW);
      FloatVector high = share.rearrange(TWICE_HIGH);
      low.intoArray(into, top + 2 * i);
      high.intoArray(into, top + 2 * i + WIDTH);
      low.intoArray(into, bottom + 2 * i);
      high.intoArray(into, bottom + 2 * i + WIDTH);
    }
    ScalarKernels.averagePoolGradient(gradient, offset, into, top, bottom, whole, length);
  }

  @Override
  void maxPool(
      float floor,
      float[] in,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector none = FloatVector.broadcast(SPECIES, NONE);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, in, top + 2 * i);
      FloatVector b = FloatVector.fromArray(SPECIES, in, top + 2 * i + WIDTH);
      FloatVector c = FloatVector.fromArray(SPECIES, in, bottom + 2 * i);
      FloatVector d = FloatVector.fromArray(SPECIES, in, bottom + 2 * i + WIDTH);
      FloatVector best = a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER_HALF);
      FloatVector place = FloatVector.zero(SPECIES);
      FloatVector next = a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_HALF);
      VectorMask<Float> larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(1f, larger);
      next = c.rearrange(EVEN).blend(d.rearrange(EVEN), UPPER_HALF);
      larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(2f, larger);
      next = c.rearrange(ODD).blend(d.rearrange(ODD), UPPER_HALF);
      larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(3f, larger);
      VectorMask<Float> above = best.compare(VectorOperators.GT, floor);
      best.max(floor).intoArray(out, outOffset + i);
      none.blend(place, above).intoArray(which, whichOffset + i);
    }
    ScalarKernels.maxPool(
        floor, in, top, bottom, out, outOffset, which, whichOffset, whole, length);
  }

  @Override
  void maxPoolGradient(
      float[] gradient,
      int offset,
      float[] which,
      int whichOffset,
      float[] into,
      int top,
      int bottom,
      int length) {
    int whole = length / WIDTH * WIDTH;
    // Each number twice, side by side, and the place that would send it there.
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector above = zero.blend(1f, ODD_LANES);
    FloatVector below = above.add(2f);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, offset + i);
      FloatVector place = FloatVector.fromArray(SPECIES, which, whichOffset + i);
      FloatVector twice = g.rearrange(TWICE_LOW);
      FloatVector to = place.rearrange(TWICE_LOW);
      int at = 2 * i;
      zero.blend(twice, to.compare(VectorOperators.EQ, above)).intoArray(into, top + at);
      zero.blend(twice, to.compare(VectorOperators.EQ, below)).intoArray(into, bottom + at);
      twice = g.rearrange(TWICE_HIGH);
      to = place.rearrange(TWICE_HIGH);
      at += WIDTH;
      zero.blend(twice, to.compare(VectorOperators.EQ, above)).intoArray(into, top + at);
      zero.blend(twice, to.compare(VectorOperators.EQ, below)).intoArray(into, bottom + at);
    }
    ScalarKernels.maxPoolGradient(
        gradient, offset, which, whichOffset, into, top, bottom, whole, length);
  }

  @Override
  void split(float[] in, int offset, float[] out, int evenOffset, int oddOffset, int length) {
    int whole = length / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, in, offset + 2 * i);
      FloatVector b = FloatVector.fromArray(SPECIES, in, offset + 2 * i + WIDTH);
      a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER_HALF).intoArray(out, evenOffset + i);
      a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_HALF).intoArray(out, oddOffset + i);
    }
    ScalarKernels.split(in, offset, out, evenOffset, oddOffset, whole, length);
  }

  @Override
  void join(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, even, evenOffset + i);
      FloatVector b = FloatVector.fromArray(SPECIES, odd, oddOffset + i);
      int at = offset + 2 * i;
      a.rearrange(TWICE_LOW).blend(b.rearrange(TWICE_LOW), ODD_LANES).intoArray(into, at);
      a.rearrange(TWICE_HIGH).blend(b.rearrange(TWICE_HIGH), ODD_LANES).intoArray(into, at + WIDTH);
    }
    ScalarKernels.join(even, evenOffset, odd, oddOffset, into, offset, whole, length);
  }

  @Override
  void splitGradient(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector a = FloatVector.fromArray(SPECIES, even, evenOffset + i);
      FloatVector b = FloatVector.fromArray(SPECIES, odd, oddOffset + i);
      int at = offset + 2 * i;
      FloatVector before = FloatVector.fromArray(SPECIES, into, at);
      FloatVector more = a.rearrange(TWICE_LOW).blend(b.rearrange(TWICE_LOW), ODD_LANES);
      before.add(more).intoArray(into, at);
      before = FloatVector.fromArray(SPECIES, into, at + WIDTH);
      more = a.rearrange(TWICE_HIGH).blend(b.rearrange(TWICE_HIGH), ODD_LANES);
      before.add(more).intoArray(into, at + WIDTH);
    }
    ScalarKernels.splitGradient(even, evenOffset, odd, oddOffset, into, offset, whole, length);
  }

  @Override
  void maxPoolSplit(
      float floor,
      float[] even,
      float[] odd,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int length) {
    int whole = length / WIDTH * WIDTH;
    FloatVector none = FloatVector.broadcast(SPECIES, NONE);
    for (int i = 0; i < whole; i += WIDTH) {
      FloatVector best = FloatVector.fromArray(SPECIES, even, top + i);
      FloatVector place = FloatVector.zero(SPECIES);
      FloatVector next = FloatVector.fromArray(SPECIES, odd, top + i);
      VectorMask<Float> larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(1f, larger);
      next = FloatVector.fromArray(SPECIES, even, bottom + i);
      larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(2f, larger);
      next = FloatVector.fromArray(SPECIES, odd, bottom + i);
      larger = next.compare(VectorOperators.GT, best);
      best = best.blend(next, larger);
      place = place.blend(3f, larger);
      VectorMask<Float> above = best.compare(VectorOperators.GT, floor);
      best.max(floor).intoArray(out, outOffset + i);
      none.blend(place, above).intoArray(which, whichOffset + i);
    }
    ScalarKernels.maxPoolSplit(
        floor, even, odd, top, bottom, out, outOffset, which, whichOffset, whole, length);
  }

  @Override
  void maxPoolSplitGradient(
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
      int sumsOffset) {
    int whole = length / LANES * LANES;
    for (int part = 0; part < LANES; part += WIDTH) {
      maxPoolSplitGradientPart(
          gradient,
          offset + part,
          which,
          whichOffset + part,
          even,
          odd,
          top + part,
          bottom + part,
          whole,
          sums,
          sumsOffset + part);
    }
    ScalarKernels.maxPoolSplitGradient(
        gradient,
        offset,
        which,
        whichOffset,
        even,
        odd,
        top,
        bottom,
        whole,
        length,
        sums,
        sumsOffset);
  }

  private static void maxPoolSplitGradientPart(
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
      int s) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = FloatVector.fromArray(SPECIES, sums, s);
    for (int i = 0; i < length; i += LANES) {
      FloatVector g = FloatVector.fromArray(SPECIES, gradient, offset + i);
      FloatVector place = FloatVector.fromArray(SPECIES, which, whichOffset + i);
      zero.blend(g, place.compare(VectorOperators.EQ, 0f)).intoArray(even, top + i);
      zero.blend(g, place.compare(VectorOperators.EQ, 1f)).intoArray(odd, top + i);
      zero.blend(g, place.compare(VectorOperators.EQ, 2f)).intoArray(even, bottom + i);
      zero.blend(g, place.compare(VectorOperators.EQ, 3f)).intoArray(odd, bottom + i);
      sum = sum.add(g.blend(zero, place.compare(VectorOperators.EQ, NONE)));
    }
    sum.intoArray(sums, s);
  }

  @Override
  int chainWidth() {
    return CHAINS * WIDTH;
  }

  @Override
  float chains(int rounds) {
    FloatVector m = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector x = FloatVector.broadcast(SPECIES, 1f);
    FloatVector a = FloatVector.broadcast(SPECIES, 1f);
    FloatVector b = FloatVector.broadcast(SPECIES, 2f);
    FloatVector c = FloatVector.broadcast(SPECIES, 3f);
    FloatVector d = FloatVector.broadcast(SPECIES, 4f);
    FloatVector e = FloatVector.broadcast(SPECIES, 5f);
    FloatVector f = FloatVector.broadcast(SPECIES, 6f);
    FloatVector g = FloatVector.broadcast(SPECIES, 7f);
    FloatVector h = FloatVector.broadcast(SPECIES, 8f);
    FloatVector i = FloatVector.broadcast(SPECIES, 9f);
    FloatVector j = FloatVector.broadcast(SPECIES, 10f);
    FloatVector k = FloatVector.broadcast(SPECIES, 11f);
    FloatVector l = FloatVector.broadcast(SPECIES, 12f);
    for (int round = 0; round < rounds; round++) {
      a = a.fma(m, x);
      b = b.fma(m, x);
      c = c.fma(m, x);
      d = d.fma(m, x);
      e = e.fma(m, x);
      f = f.fma(m, x);
      g = g.fma(m, x);
      h = h.fma(m, x);
      i = i.fma(m, x);
      j = j.fma(m, x);
      k = k.fma(m, x);
      l = l.fma(m, x);
    }
    FloatVector sum =
        a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
