package org.pleura.nn;

import java.util.Arrays;

/**
 * Batch normalisation. Outside training it is a scale and a shift for each channel. In training the
 * images of a mini-batch meet here: each image's sums are {@link #gather gathered} before any image
 * goes on, and {@link #combine combined} in the order of the images, so that the number of threads
 * cannot matter; the same again on the way back.
 *
 * <p>Where a ReLU follows, and after it 2 x 2 max pooling, this operator does them along the way.
 * What was normalised is then needed nowhere: where ReLU let through is known from the input, and
 * which value was the largest is kept. A mini-batch's feature maps fill more than any cache, so
 * what is not written and read again is time won.
 */
final class BatchNormalizationOperator extends Operator {
  /** What follows the normalisation and is done along the way. */
  enum Follower {
    NOTHING,
    RELU,
    /** ReLU, then 2 x 2 max pooling, of maps whose height and width are even. */
    RELU_AND_POOLING
  }

  private final Kernels kernels;
  private final BatchNormalization layer;
  private final boolean training;
  private final Follower follower;
  private final int channels;
  private final int pixels;
  private final int width;

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
      Follower follower,
      Shape in,
      int[] offsets,
      boolean training,
      int input,
      int output) {
    super(new int[] {input}, output);
    this.kernels = kernels;
    this.layer = layer;
    this.training = training;
    this.follower = follower;
    this.channels = in.channels();
    this.pixels = in.height() * in.width();
    this.width = in.width();
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

  @Override
  int savedSize() {
    return pools() ? channels * pixels / 4 : 0;
  }

  private boolean pools() {
    return follower == Follower.RELU_AND_POOLING;
  }

  boolean isRectifiedOnly() {
    return follower == Follower.RELU;
  }

  /** Two rows of a plane, where pooling follows. */
  @Override
  Object newScratch() {
    return new float[pools() ? 2 * width : 0];
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
      kernels.sums(a, c * pixels, b, c * pixels, pixels, partial);
      reduce(partial, into, c);
    }
  }

  private static void reduce(double[] partial, double[] into, int channel) {
    into[2 * channel] = Kernels.reduce(partial, 0);
    into[2 * channel + 1] = Kernels.reduce(partial, Kernels.LANES);
    Arrays.fill(partial, 0);
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
    float[] rows = scratch.of(this, float[].class);
    for (int c = 0; c < channels; c++) {
      if (!pools()) {
        normalize(from, c * pixels, to, c * pixels, pixels, c);
        continue;
      }
      for (int at = c * pixels; at < (c + 1) * pixels; at += 2 * width) {
        normalize(from, at, rows, 0, 2 * width, c);
        kernels.maxPool(0f, rows, 0, width, to, at / 4, image.saved[number], at / 4, width / 2);
      }
    }
  }

  /** A run of one channel, normalised, and rectified if ReLU follows at once. */
  private void normalize(float[] from, int at, float[] to, int toOffset, int length, int channel) {
    float floor = isRectifiedOnly() ? 0f : Float.NEGATIVE_INFINITY;
    kernels.normalize(from, at, scale[channel], shift[channel], floor, to, toOffset, length);
  }

  /**
   * The sum of the gradient of what was normalised, and of gradient times input, for each channel.
   */
  void gatherGradient(ImageState image, Scratch scratch) {
    if (pools()) {
      pooledSums(image, scratch.of(this, float[].class));
      return;
    }
    if (isRectifiedOnly()) {
      rectifyGradient(image);
    }
    sums(image.gradients[output], image.values[inputs[0]], image.sums[number]);
  }

  /** Nobody else reads the gradient of ReLU's output, so that of its input may take its place. */
  private void rectifyGradient(ImageState image) {
    float[] gradient = image.gradients[output];
    float[] values = image.values[inputs[0]];
    for (int c = 0; c < channels; c++) {
      kernels.normalizedReluGradient(
          values, c * pixels, scale[c], shift[c], gradient, c * pixels, pixels);
    }
  }

  private void pooledSums(ImageState image, float[] rows) {
    float[] values = image.values[inputs[0]];
    double[] partial = new double[2 * Kernels.LANES];
    for (int c = 0; c < channels; c++) {
      for (int at = c * pixels; at < (c + 1) * pixels; at += 2 * width) {
        spread(image, at, rows);
        kernels.sums(rows, 0, values, at, 2 * width, partial);
      }
      reduce(partial, image.sums[number], c);
    }
  }

  /** The gradient of two rows of what was normalised, from that of one pooled row. */
  private void spread(ImageState image, int at, float[] rows) {
    kernels.maxPoolGradient(
        image.gradients[output], at / 4, image.saved[number], at / 4, rows, 0, width, width / 2);
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
  boolean needsOutputBack() {
    return false;
  }

  @Override
  boolean setsInputGradient() {
    return true;
  }

  @Override
  void backward(ImageState image, Scratch scratch) {
    float[] gradient = image.gradients[output];
    float[] rows = scratch.of(this, float[].class);
    double n = (double) images * pixels;
    for (int c = 0; c < channels; c++) {
      // in' = gamma / deviation * (g - mean(g) - normalised * mean(g * normalised)), an affine
      // function of g and in; outside training only the first term.
      float b = 0f;
      float k = 0f;
      if (training) {
        double slope = gradientProduct[c] / n * inverse[c];
        b = (float) (-scale[c] * slope);
        k = (float) (-scale[c] * (gradientSum[c] / n - slope * mean[c]));
      }
      if (!pools()) {
        combine(image, gradient, c * pixels, c * pixels, pixels, scale[c], b, k);
        continue;
      }
      for (int at = c * pixels; at < (c + 1) * pixels; at += 2 * width) {
        spread(image, at, rows);
        combine(image, rows, 0, at, 2 * width, scale[c], b, k);
      }
    }
  }

  /** The input's gradient {@code a g + b in + k}, set or added. */
  private void combine(
      ImageState image, float[] g, int from, int at, int length, float a, float b, float k) {
    float[] values = image.values[inputs[0]];
    float[] into = image.gradients[inputs[0]];
    if (sets[0]) {
      kernels.normalizeGradient(g, from, a, values, at, b, k, into, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        into[at + i] += Math.fma(g[from + i], a, Math.fma(values[at + i], b, k));
      }
    }
  }
}
