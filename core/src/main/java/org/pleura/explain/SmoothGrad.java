package org.pleura.explain;

import java.util.Random;
import org.pleura.nn.Network;

/**
 * SmoothGrad (Smilkov et al., arXiv 1706.03825): the mean of the {@link Gradient} over copies of
 * the image with noise, {@code mean over i of dz/dx (x + n_i)} with {@code n_i ~ N(0, (noise (max x
 * - min x))^2)}, independent for each number of the input. Signed.
 *
 * @param samples how many copies
 * @param noise the noise's standard deviation, as a share of the image's range
 * @param seed of the noise
 */
public record SmoothGrad(int samples, double noise, long seed) implements SaliencyMethod {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if there are no samples or the noise is not above 0
   */
  public SmoothGrad {
    if (samples < 1 || !(noise > 0)) {
      throw new IllegalArgumentException(
          "SmoothGrad needs at least one sample and noise above 0: samples="
              + samples
              + ", noise="
              + noise);
    }
  }

  /**
   * The paper's choice of noise, and half its samples.
   *
   * @return 25 samples with noise of 0.15
   */
  public static SmoothGrad usual() {
    return new SmoothGrad(25, 0.15, 0);
  }

  @Override
  public String word() {
    return "smoothgrad";
  }

  @Override
  public String title() {
    return "SmoothGrad of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer.requireOneLogit(network.graph());
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : image) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double deviation = noise * (most - least);
    Random random = new Random(seed);
    PixelMean mean = new PixelMean();
    for (int sample = 0; sample < samples; sample++) {
      float[] noisy = new float[image.length];
      for (int i = 0; i < noisy.length; i++) {
        noisy[i] = (float) (image[i] + deviation * random.nextGaussian());
      }
      mean.add(Gradient.of(network, noisy));
    }
    return Background.ofPixels(title(), network, mean.get());
  }
}
