package org.pleura.nn;

import java.util.Arrays;
import java.util.List;

/**
 * A depthwise convolution: loops over whole planes, one tap at a time, the same for both kernel
 * sets.
 */
final class DepthwiseConvolutionOperator extends Operator {
  private final Kernels kernels;
  private final DepthwiseConv2D layer;
  private final WindowGeometry window;
  private final int kernelOffset;
  private final int biasOffset;
  private final int filters;
  private final int windowSize;
  private final float[] weights;
  private final float[] bias;

  DepthwiseConvolutionOperator(
      Kernels kernels,
      DepthwiseConv2D layer,
      Shape in,
      int kernelOffset,
      int biasOffset,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.layer = layer;
    Shape out = layer.outputShape(List.of(in));
    this.window =
        new WindowGeometry(
            in, out, layer.kernelSize(), layer.strides(), layer.dilationRate(), layer.padding());
    this.kernelOffset = kernelOffset;
    this.biasOffset = biasOffset;
    this.filters = out.channels();
    this.windowSize = layer.kernelSize().height() * layer.kernelSize().width();
    this.weights = new float[windowSize * filters];
    this.bias = new float[filters];
  }

  @Override
  void pack(float[] all) {
    System.arraycopy(all, kernelOffset, weights, 0, weights.length);
    if (biasOffset >= 0) {
      System.arraycopy(all, biasOffset, bias, 0, bias.length);
    }
  }

  private static final class Buffers {
    final float[] staged;
    final float[] stagedGradient;
    final float[] plane;
    final float[] sums;
    final float[] biasSums;

    Buffers(DepthwiseConvolutionOperator of) {
      staged = new float[of.window.stagedSize()];
      stagedGradient = new float[of.goesBack ? of.window.stagedSize() : 0];
      plane = new float[of.window.planeSize + 2 * Kernels.LANES];
      int sumsSize = of.windowSize * of.filters * Kernels.LANES;
      sums = new float[of.goesBack ? sumsSize : 0];
      biasSums = new float[of.goesBack ? of.filters * Kernels.LANES : 0];
    }
  }

  @Override
  Object newScratch() {
    return new Buffers(this);
  }

  private int tap(int k, int o) {
    int ky = k / layer.kernelSize().width();
    int kx = k % layer.kernelSize().width();
    return window.tap(ky, kx, o / layer.depthMultiplier());
  }

  @Override
  long multiplyAdds() {
    return (long) window.outHeight * window.outWidth * filters * windowSize;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    window.stage(kernels, image.values[inputs[0]], buffers.staged);
    float[] out = image.values[output];
    int length = window.outLength();
    for (int o = 0; o < filters; o++) {
      Arrays.fill(buffers.plane, 0, length, bias[o]);
      for (int k = 0; k < windowSize; k++) {
        float weight = weights[k * filters + o];
        ScalarKernels.addProducts(buffers.staged, tap(k, o), weight, buffers.plane, 0, length);
      }
      for (int y = 0; y < window.outHeight; y++) {
        int to = (o * window.outHeight + y) * window.outWidth;
        System.arraycopy(buffers.plane, y * window.rowStride, out, to, window.outWidth);
      }
    }
    ActivationOperator.apply(layer.activation(), out, filters, window.outHeight * window.outWidth);
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    window.stage(kernels, image.values[inputs[0]], buffers.staged);
    Arrays.fill(buffers.stagedGradient, 0f);
    int length = window.outLength();
    int rounded = Kernels.roundUp(length);
    for (int o = 0; o < filters; o++) {
      Arrays.fill(buffers.plane, 0f);
      for (int y = 0; y < window.outHeight; y++) {
        ActivationOperator.gradientRow(
            kernels,
            layer.activation(),
            image.values[output],
            image.gradients[output],
            (o * window.outHeight + y) * window.outWidth,
            buffers.plane,
            y * window.rowStride,
            window.outWidth);
      }
      for (int p = 0; p < rounded; p++) {
        buffers.biasSums[o * Kernels.LANES + p % Kernels.LANES] += buffers.plane[p];
      }
      for (int k = 0; k < windowSize; k++) {
        int tap = tap(k, o);
        int into = (k * filters + o) * Kernels.LANES;
        for (int p = 0; p < rounded; p += Kernels.LANES) {
          for (int lane = 0; lane < Kernels.LANES; lane++) {
            buffers.sums[into + lane] =
                Math.fma(
                    buffers.plane[p + lane],
                    buffers.staged[tap + p + lane],
                    buffers.sums[into + lane]);
          }
        }
        float weight = weights[k * filters + o];
        ScalarKernels.addProducts(buffers.plane, 0, weight, buffers.stagedGradient, tap, length);
      }
    }
    if (needsInputGradient) {
      window.addStaged(buffers.stagedGradient, image.gradients[inputs[0]]);
    }
  }

  @Override
  void finishGroup(Scratch scratch, float[] gradient) {
    Buffers buffers = scratch.of(this, Buffers.class);
    for (int i = 0; i < weights.length; i++) {
      gradient[kernelOffset + i] += Kernels.reduce(buffers.sums, i * Kernels.LANES);
    }
    Arrays.fill(buffers.sums, 0f);
    for (int o = 0; biasOffset >= 0 && o < filters; o++) {
      gradient[biasOffset + o] += Kernels.reduce(buffers.biasSums, o * Kernels.LANES);
    }
    Arrays.fill(buffers.biasSums, 0f);
  }
}
