package org.pleura.nn;

import java.util.Arrays;

/** A fully connected layer. Small beside the convolutions: plain loops over rows of the kernel. */
final class DenseOperator extends Operator {
  private final Kernels kernels;
  private final Dense layer;
  private final int in;
  private final int units;
  private final int kernelOffset;
  private final int biasOffset;
  private final float[] kernel;
  private final float[] transposed;
  private final float[] bias;

  DenseOperator(
      Kernels kernels,
      Dense layer,
      int in,
      int kernelOffset,
      int biasOffset,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.layer = layer;
    this.in = in;
    this.units = layer.units();
    this.kernelOffset = kernelOffset;
    this.biasOffset = biasOffset;
    this.kernel = new float[in * units];
    this.transposed = new float[in * units];
    this.bias = new float[units];
  }

  @Override
  void pack(float[] weights) {
    System.arraycopy(weights, kernelOffset, kernel, 0, kernel.length);
    for (int i = 0; i < in; i++) {
      for (int j = 0; j < units; j++) {
        transposed[j * in + i] = kernel[i * units + j];
      }
    }
    if (biasOffset >= 0) {
      System.arraycopy(weights, biasOffset, bias, 0, units);
    }
  }

  private static final class Buffers {
    final float[] before;
    final float[] kernelSums;
    final float[] biasSums;

    Buffers(int units, int kernelSize) {
      before = new float[units];
      kernelSums = new float[kernelSize];
      biasSums = new float[units];
    }
  }

  @Override
  Object newScratch() {
    return new Buffers(units, in * units);
  }

  @Override
  long multiplyAdds() {
    return (long) in * units;
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] from = image.values[inputs[0]];
    float[] to = image.values[output];
    System.arraycopy(bias, 0, to, 0, units);
    for (int i = 0; i < in; i++) {
      ScalarKernels.addProducts(kernel, i * units, from[i], to, 0, units);
    }
    ActivationOperator.apply(layer.activation(), to, units, 1);
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    Buffers buffers = scratch.of(this, Buffers.class);
    ActivationOperator.gradient(
        kernels,
        layer.activation(),
        image.values[output],
        image.gradients[output],
        buffers.before,
        units,
        1);
    float[] from = image.values[inputs[0]];
    for (int i = 0; i < in; i++) {
      ScalarKernels.addProducts(buffers.before, 0, from[i], buffers.kernelSums, i * units, units);
    }
    for (int j = 0; j < units; j++) {
      buffers.biasSums[j] += buffers.before[j];
    }
    if (needsInputGradient) {
      float[] into = image.gradients[inputs[0]];
      for (int j = 0; j < units; j++) {
        ScalarKernels.addProducts(transposed, j * in, buffers.before[j], into, 0, in);
      }
    }
  }

  @Override
  void finishGroup(Scratch scratch, float[] gradient) {
    Buffers buffers = scratch.of(this, Buffers.class);
    for (int i = 0; i < buffers.kernelSums.length; i++) {
      gradient[kernelOffset + i] += buffers.kernelSums[i];
    }
    Arrays.fill(buffers.kernelSums, 0f);
    for (int j = 0; biasOffset >= 0 && j < units; j++) {
      gradient[biasOffset + j] += buffers.biasSums[j];
    }
    Arrays.fill(buffers.biasSums, 0f);
  }
}
