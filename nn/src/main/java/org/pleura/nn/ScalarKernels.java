package org.pleura.nn;

/** The kernels in plain Java: the fallback, and the definition of what the vector ones compute. */
final class ScalarKernels extends Kernels {
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
    for (int c = 0; c < BLOCK; c++) {
      java.util.Arrays.fill(out, c * outStride, c * outStride + length, bias[biasOffset + c]);
      for (int t = 0; t < taps.length; t++) {
        float weight = weights[weightsOffset + t * BLOCK + c];
        addProducts(in, inOffset + taps[t], weight, out, c * outStride, length);
      }
    }
  }

  /** {@code out += weight * in}, a loop the compiler turns into vector code by itself. */
  static void addProducts(
      float[] in, int inOffset, float weight, float[] out, int outOffset, int length) {
    for (int p = 0; p < length; p++) {
      out[outOffset + p] = Math.fma(weight, in[inOffset + p], out[outOffset + p]);
    }
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
    for (int c = 0; c < BLOCK; c++) {
      for (int j = 0; j < TAPS; j++) {
        int from = gradientOffset + c * gradientStride;
        int with = inOffset + taps[firstTap + j];
        int into = sumsOffset + (c * TAPS + j) * LANES;
        for (int p = 0; p < length; p += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            sums[into + lane] =
                Math.fma(gradient[from + p + lane], in[with + p + lane], sums[into + lane]);
          }
        }
      }
    }
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
    for (int c = 0; c < BLOCK; c++) {
      for (int j = 0; j < ROW_TAPS; j++) {
        int from = gradientOffset + c * gradientStride;
        int with = j < 3 ? firstRow + j : secondRow + j - 3;
        int into = sumsOffset + (c * ROW_TAPS + j) * LANES;
        for (int p = 0; p < length; p += LANES) {
          for (int lane = 0; lane < LANES; lane++) {
            sums[into + lane] =
                Math.fma(gradient[from + p + lane], in[with + p + lane], sums[into + lane]);
          }
        }
      }
    }
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
    for (int k = 0; k < positions.length; k++) {
      for (int j = 0; j < OUTER_TAPS; j++) {
        float pixel = in[positions[k] + taps[firstTap + j]];
        int from = gradientOffset + k * gradientStride;
        addProducts(gradient, from, pixel, sums, sumsOffset + j * sumsStride, 2 * LANES);
      }
    }
  }

  @Override
  void sum(float[] values, int offset, int stride, int length, float[] sums, int sumsOffset) {
    for (int c = 0; c < BLOCK; c++) {
      for (int p = 0; p < length; p++) {
        sums[sumsOffset + c * LANES + p % LANES] += values[offset + c * stride + p];
      }
    }
  }

  @Override
  void sums(float[] a, int aOffset, float[] b, int bOffset, int length, double[] sums) {
    sums(a, aOffset, b, bOffset, 0, length, sums);
  }

  static void sums(
      float[] a, int aOffset, float[] b, int bOffset, int from, int to, double[] sums) {
    for (int p = from; p < to; p++) {
      sums[p % LANES] += a[aOffset + p];
      sums[LANES + p % LANES] += (double) a[aOffset + p] * b[bOffset + p];
    }
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
    normalize(in, inOffset, scale, shift, floor, out, outOffset, 0, length);
  }

  static void normalize(
      float[] in,
      int inOffset,
      float scale,
      float shift,
      float floor,
      float[] out,
      int outOffset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      out[outOffset + i] = Math.max(Math.fma(in[inOffset + i], scale, shift), floor);
    }
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
    normalizedReluGradient(in, inOffset, scale, shift, gradient, offset, 0, length);
  }

  static void normalizedReluGradient(
      float[] in,
      int inOffset,
      float scale,
      float shift,
      float[] gradient,
      int offset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      boolean passes = Math.fma(in[inOffset + i], scale, shift) > 0f;
      gradient[offset + i] = passes ? gradient[offset + i] : 0f;
    }
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
    normalizeGradient(gradient, offset, a, in, inOffset, b, c, into, intoOffset, 0, length);
  }

  static void normalizeGradient(
      float[] gradient,
      int offset,
      float a,
      float[] in,
      int inOffset,
      float b,
      float c,
      float[] into,
      int intoOffset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      into[intoOffset + i] = Math.fma(gradient[offset + i], a, Math.fma(in[inOffset + i], b, c));
    }
  }

  @Override
  void reluGradient(
      float[] values, float[] gradient, int offset, float[] into, int intoOffset, int length) {
    reluGradient(values, gradient, offset, into, intoOffset, 0, length);
  }

  static void reluGradient(
      float[] values,
      float[] gradient,
      int offset,
      float[] into,
      int intoOffset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      into[intoOffset + i] = values[offset + i] > 0f ? gradient[offset + i] : 0f;
    }
  }

  @Override
  void averagePool(float[] in, int top, int bottom, float[] out, int outOffset, int length) {
    averagePool(in, top, bottom, out, outOffset, 0, length);
  }

  static void averagePool(
      float[] in, int top, int bottom, float[] out, int outOffset, int from, int to) {
    for (int i = from; i < to; i++) {
      float upper = in[top + 2 * i] + in[top + 2 * i + 1];
      out[outOffset + i] = (upper + in[bottom + 2 * i] + in[bottom + 2 * i + 1]) * 0.25f;
    }
  }

  @Override
  void averagePoolGradient(
      float[] gradient, int offset, float[] into, int top, int bottom, int length) {
    averagePoolGradient(gradient, offset, into, top, bottom, 0, length);
  }

  static void averagePoolGradient(
      float[] gradient, int offset, float[] into, int top, int bottom, int from, int to) {
    for (int i = from; i < to; i++) {
      float share = gradient[offset + i] * 0.25f;
      into[top + 2 * i] = share;
      into[top + 2 * i + 1] = share;
      into[bottom + 2 * i] = share;
      into[bottom + 2 * i + 1] = share;
    }
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
    maxPool(floor, in, top, bottom, out, outOffset, which, whichOffset, 0, length);
  }

  static void maxPool(
      float floor,
      float[] in,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float best = in[top + 2 * i];
      float place = 0f;
      float next = in[top + 2 * i + 1];
      if (next > best) {
        best = next;
        place = 1f;
      }
      next = in[bottom + 2 * i];
      if (next > best) {
        best = next;
        place = 2f;
      }
      next = in[bottom + 2 * i + 1];
      if (next > best) {
        best = next;
        place = 3f;
      }
      out[outOffset + i] = Math.max(best, floor);
      which[whichOffset + i] = best > floor ? place : NONE;
    }
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
    maxPoolGradient(gradient, offset, which, whichOffset, into, top, bottom, 0, length);
  }

  static void maxPoolGradient(
      float[] gradient,
      int offset,
      float[] which,
      int whichOffset,
      float[] into,
      int top,
      int bottom,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float g = gradient[offset + i];
      float place = which[whichOffset + i];
      into[top + 2 * i] = place == 0f ? g : 0f;
      into[top + 2 * i + 1] = place == 1f ? g : 0f;
      into[bottom + 2 * i] = place == 2f ? g : 0f;
      into[bottom + 2 * i + 1] = place == 3f ? g : 0f;
    }
  }

  @Override
  void split(float[] in, int offset, float[] out, int evenOffset, int oddOffset, int length) {
    split(in, offset, out, evenOffset, oddOffset, 0, length);
  }

  static void split(
      float[] in, int offset, float[] out, int evenOffset, int oddOffset, int from, int to) {
    for (int i = from; i < to; i++) {
      out[evenOffset + i] = in[offset + 2 * i];
      out[oddOffset + i] = in[offset + 2 * i + 1];
    }
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
    join(even, evenOffset, odd, oddOffset, into, offset, 0, length);
  }

  static void join(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      into[offset + 2 * i] = even[evenOffset + i];
      into[offset + 2 * i + 1] = odd[oddOffset + i];
    }
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
    splitGradient(even, evenOffset, odd, oddOffset, into, offset, 0, length);
  }

  static void splitGradient(
      float[] even,
      int evenOffset,
      float[] odd,
      int oddOffset,
      float[] into,
      int offset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      into[offset + 2 * i] += even[evenOffset + i];
      into[offset + 2 * i + 1] += odd[oddOffset + i];
    }
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
    maxPoolSplit(floor, even, odd, top, bottom, out, outOffset, which, whichOffset, 0, length);
  }

  static void maxPoolSplit(
      float floor,
      float[] even,
      float[] odd,
      int top,
      int bottom,
      float[] out,
      int outOffset,
      float[] which,
      int whichOffset,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float best = even[top + i];
      float place = 0f;
      if (odd[top + i] > best) {
        best = odd[top + i];
        place = 1f;
      }
      if (even[bottom + i] > best) {
        best = even[bottom + i];
        place = 2f;
      }
      if (odd[bottom + i] > best) {
        best = odd[bottom + i];
        place = 3f;
      }
      out[outOffset + i] = Math.max(best, floor);
      which[whichOffset + i] = best > floor ? place : NONE;
    }
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
    maxPoolSplitGradient(
        gradient, offset, which, whichOffset, even, odd, top, bottom, 0, length, sums, sumsOffset);
  }

  static void maxPoolSplitGradient(
      float[] gradient,
      int offset,
      float[] which,
      int whichOffset,
      float[] even,
      float[] odd,
      int top,
      int bottom,
      int from,
      int to,
      float[] sums,
      int sumsOffset) {
    for (int i = from; i < to; i++) {
      float g = gradient[offset + i];
      float place = which[whichOffset + i];
      even[top + i] = place == 0f ? g : 0f;
      odd[top + i] = place == 1f ? g : 0f;
      even[bottom + i] = place == 2f ? g : 0f;
      odd[bottom + i] = place == 3f ? g : 0f;
      sums[sumsOffset + i % LANES] += place == NONE ? 0f : g;
    }
  }

  @Override
  int chainWidth() {
    return CHAINS;
  }

  @Override
  float chains(int rounds) {
    float a = 1f;
    float b = 2f;
    float c = 3f;
    float d = 4f;
    float e = 5f;
    float f = 6f;
    float g = 7f;
    float h = 8f;
    float i = 9f;
    float j = 10f;
    float k = 11f;
    float l = 12f;
    for (int round = 0; round < rounds; round++) {
      a = Math.fma(a, 0.5f, 1f);
      b = Math.fma(b, 0.5f, 1f);
      c = Math.fma(c, 0.5f, 1f);
      d = Math.fma(d, 0.5f, 1f);
      e = Math.fma(e, 0.5f, 1f);
      f = Math.fma(f, 0.5f, 1f);
      g = Math.fma(g, 0.5f, 1f);
      h = Math.fma(h, 0.5f, 1f);
      i = Math.fma(i, 0.5f, 1f);
      j = Math.fma(j, 0.5f, 1f);
      k = Math.fma(k, 0.5f, 1f);
      l = Math.fma(l, 0.5f, 1f);
    }
    return a + b + c + d + e + f + g + h + i + j + k + l;
  }
}
