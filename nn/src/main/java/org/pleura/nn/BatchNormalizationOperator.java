package org.pleura.nn;

import java.util.Arrays;

/**
 * Batch normalisation. Outside training it is a scale and a shift for each channel. In training the
 * images of a mini-batch meet here: each image's sums are {@link #gather gathered} before any image
 * goes on, and {@link #combine combined} in the order of the images, so that the number of threads
 * cannot matter; the same again on the way back.
 */
final class BatchNormalizationOperator extends Operator {
  private final Kernels kernels;
  private final BatchNormalization layer;
  private final boolean training;
  private final int channels;
  private final int pixels;

  /** Where the layer's arrays stand among the weights, or -1. */
  private final int gammaOffset;

  private final int betaOffset;
  private final int meanOffset;
  private final int varianceOffset;

  private final float[] gamma;
  private final float[] beta;
  private final double[] mean;
  private final double[] inverse;
  private final double[] variance;
  private final float[] scale;
  private final float[] shift;
  private final double[] gradientSum;
  private final double[] gradientProduct;
  private int images;

  BatchNormalizationOperator(
      Kernels kernels,
      BatchNormalization layer,
      Shape in,
      int[] offsets,
      boolean training,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.layer = layer;
    this.training = training;
    this.channels = in.channels();
    this.pixels = in.height() * in.width();
    this.gammaOffset = offsets[0];
    this.betaOffset = offsets[1];
    this.meanOffset = offsets[2];
    this.varianceOffset = offsets[3];
    this.gamma = new float[channels];
    this.beta = new float[channels];
    this.mean = new double[channels];
    this.inverse = new double[channels];
    this.variance = new double[channels];
    this.scale = new float[channels];
    this.shift = new float[channels];
    this.gradientSum = new double[channels];
    this.gradientProduct = new double[channels];
  }

  @Override
  void pack(float[] weights) {
    for (int c = 0; c < channels; c++) {
      gamma[c] = gammaOffset < 0 ? 1f : weights[gammaOffset + c];
      beta[c] = betaOffset < 0 ? 0f : weights[betaOffset + c];
      if (!training) {
        mean[c] = weights[meanOffset + c];
        variance[c] = weights[varianceOffset + c];
      }
    }
    if (!training) {
      prepare();
    }
  }

  private void prepare() {
    for (int c = 0; c < channels; c++) {
      inverse[c] = 1.0 / Math.sqrt(variance[c] + layer.epsilon());
      scale[c] = (float) (gamma[c] * inverse[c]);
      shift[c] = (float) (beta[c] - mean[c] * gamma[c] * inverse[c]);
    }
  }

  /** Numbers an image contributes: two for each channel. */
  int sumsSize() {
    return 2 * channels;
  }

  /** The sum and the sum of squares of each channel of one image. */
  void gather(ImageState image) {
    float[] values = image.values[inputs[0]];
    sums(values, values, image.sums[number]);
  }

  /** The sums of a and of a * b for each channel. */
  private void sums(float[] a, float[] b, double[] into) {
    double[] partial = new double[2 * Kernels.LANES];
    for (int c = 0; c < channels; c++) {
      Arrays.fill(partial, 0);
      kernels.sums(a, c * pixels, b, c * pixels, pixels, partial);
      into[2 * c] = Kernels.reduce(partial, 0);
      into[2 * c + 1] = Kernels.reduce(partial, Kernels.LANES);
    }
  }

  /** Mean and variance over the images of a mini-batch. */
  void combine(ImageState[] batch, int count) {
    images = count;
    double n = (double) count * pixels;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        sum += batch[i].sums[number][2 * c];
        squares += batch[i].sums[number][2 * c + 1];
      }
      mean[c] = sum / n;
      variance[c] = Math.max(0.0, squares / n - mean[c] * mean[c]);
    }
    prepare();
  }

  /** Moves the moving statistics towards those of the mini-batch. */
  void updateMovingStatistics(float[] weights) {
    for (int c = 0; c < channels; c++) {
      weights[meanOffset + c] = moved(weights[meanOffset + c], mean[c]);
      weights[varianceOffset + c] = moved(weights[varianceOffset + c], variance[c]);
    }
  }

  private float moved(float moving, double batch) {
    float momentum = (float) layer.momentum();
    return moving * momentum + (float) batch * (float) (1.0 - layer.momentum());
  }

  @Override
  void forward(ImageState image, Scratch scratch) {
    float[] from = image.values[inputs[0]];
    float[] to = image.values[output];
    for (int c = 0; c < channels; c++) {
      float a = scale[c];
      float b = shift[c];
      for (int i = c * pixels; i < (c + 1) * pixels; i++) {
        to[i] = Math.fma(from[i], a, b);
      }
    }
  }

  /** The sum of the output's gradient, and of gradient times input, for each channel. */
  void gatherGradient(ImageState image) {
    sums(image.gradients[output], image.values[inputs[0]], image.sums[number]);
  }

  /** The same over the mini-batch; adds the gradients of gamma and beta. */
  void combineGradient(ImageState[] batch, float[] gradient) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double product = 0;
      for (int i = 0; i < images; i++) {
        sum += batch[i].sums[number][2 * c];
        product += batch[i].sums[number][2 * c + 1];
      }
      gradientSum[c] = sum;
      // sum of gradient * (in - mean) / deviation
      gradientProduct[c] = (product - mean[c] * sum) * inverse[c];
      if (gammaOffset >= 0) {
        gradient[gammaOffset + c] += (float) gradientProduct[c];
      }
      if (betaOffset >= 0) {
        gradient[betaOffset + c] += (float) gradientSum[c];
      }
    }
  }

  @Override
  boolean worksInPlace() {
    return true;
  }

  @Override
  boolean needsOutputBack() {
    return false;
  }

  @Override
  boolean overwritesInputGradient() {
    return true;
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] from = image.gradients[output];
    float[] values = image.values[inputs[0]];
    float[] into = image.gradients[inputs[0]];
    double n = (double) images * pixels;
    for (int c = 0; c < channels; c++) {
      // in' = gamma / deviation * (g - mean(g) - normalised * mean(g * normalised)), an affine
      // function of g and in; outside training only the first term.
      float a = scale[c];
      float b = 0f;
      float k = 0f;
      if (training) {
        double slope = gradientProduct[c] / n * inverse[c];
        b = (float) (-scale[c] * slope);
        k = (float) (-scale[c] * (gradientSum[c] / n - slope * mean[c]));
      }
      int end = (c + 1) * pixels;
      if (onlyReader) {
        for (int i = c * pixels; i < end; i++) {
          into[i] = Math.fma(from[i], a, Math.fma(values[i], b, k));
        }
      } else {
        for (int i = c * pixels; i < end; i++) {
          into[i] += Math.fma(from[i], a, Math.fma(values[i], b, k));
        }
      }
    }
  }
}
