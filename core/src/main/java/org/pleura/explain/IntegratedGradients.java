package org.pleura.explain;

import java.util.Arrays;
import org.pleura.nn.Network;

/**
 * Integrated gradients (Sundararajan, Taly and Yan, ICML 2017, arXiv 1703.01365): the {@link
 * Gradient} along the straight way from a bare background b, an image of nothing but the mean of x,
 * to the image x, times the way:
 *
 * <pre>{@code
 * pixel = (x - b) mean over steps of dz/dx (b + t (x - b)),  t = (i + 0.5) / steps
 * }</pre>
 *
 * <p>The pixels add up to {@code z(x) - z(b)}, up to the coarseness of the steps: above 0 for,
 * below 0 against.
 *
 * @param steps how many
 */
public record IntegratedGradients(int steps) implements SaliencyMethod {
  /**
   * Checks the option.
   *
   * @throws IllegalArgumentException if there are no steps
   */
  public IntegratedGradients {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "integrated gradients need at least one step, not " + steps);
    }
  }

  /**
   * The usual number of steps.
   *
   * @return 32
   */
  public static IntegratedGradients usual() {
    return new IntegratedGradients(32);
  }

  @Override
  public String word() {
    return "integrated-gradients";
  }

  @Override
  public String title() {
    return "integrated gradients of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    float background = Background.of(network, image).mean();
    int channels = network.graph().inputShape().channels();
    double[] sums = new double[image.length];
    float[] between = new float[image.length];
    for (int step = 0; step < steps; step++) {
      float share = (step + 0.5f) / steps;
      for (int i = 0; i < image.length; i++) {
        between[i] = background + share * (image[i] - background);
      }
      float[] gradient = network.trace(between).gradientOfLogits(network.graph().inputName(), 1);
      for (int i = 0; i < image.length; i++) {
        sums[i] += gradient[i];
      }
    }
    double[] pixels = new double[image.length / channels];
    for (int i = 0; i < image.length; i++) {
      pixels[i / channels] += (image[i] - background) * sums[i] / steps;
    }
    float[] rounded = new float[pixels.length];
    Arrays.setAll(pixels, i -> rounded[i] = (float) pixels[i]);
    return Background.ofPixels(title(), network, rounded);
  }
}
