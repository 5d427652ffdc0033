package org.pleura.explain;

import org.pleura.nn.Network;

/**
 * The derivative of the logit with respect to each pixel (Simonyan, Vedaldi and Zisserman, ICLR
 * Workshops 2014, arXiv 1312.6034), signed: above 0 where a brighter pixel would raise the logit.
 * For an image with the same gray in several channels, the sum over the channels.
 */
public record Gradient() implements SaliencyMethod {
  @Override
  public String word() {
    return "gradient";
  }

  @Override
  public String title() {
    return "gradient of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer.requireOneLogit(network.graph());
    return Background.ofPixels(title(), network, of(network, image));
  }

  /** One number for each pixel. */
  static float[] of(Network network, float[] image) {
    float[] gradient = network.trace(image).gradientOfLogits(network.graph().inputName(), 1);
    int channels = network.graph().inputShape().channels();
    if (channels == 1) {
      return gradient;
    }
    float[] sums = new float[gradient.length / channels];
    for (int i = 0; i < gradient.length; i++) {
      sums[i / channels] += gradient[i];
    }
    return sums;
  }
}
