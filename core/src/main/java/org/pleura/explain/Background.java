package org.pleura.explain;

import java.util.Arrays;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * An image and what takes the place of what is hidden in it: its own mean gray, which for a
 * standardised image is 0. The mean keeps the image's exposure, where black would be a finding of
 * its own. Not for several threads at once.
 */
final class Background {
  private final Network network;
  private final float[] image;
  private final int channels;
  private final float mean;
  private final float logit;
  private final float[] masked;

  private Background(Network network, float[] image, float mean, float logit) {
    this.network = network;
    this.image = image;
    this.channels = network.graph().inputShape().channels();
    this.mean = mean;
    this.logit = logit;
    this.masked = new float[image.length];
  }

  static Background of(Network network, float[] image) {
    ExplainedLayer.requireOneLogit(network.graph());
    double sum = 0;
    for (float value : image) {
      sum += value;
    }
    float mean = (float) (sum / image.length);
    float[] empty = new float[image.length];
    Arrays.fill(empty, mean);
    return new Background(network, image, mean, network.logits(empty)[0]);
  }

  /** The gray of what is hidden. */
  float mean() {
    return mean;
  }

  /**
   * How the logit rises above that of the bare background when some of the image is seen.
   *
   * @param seen for each pixel the share that is seen, 0 to 1
   */
  float rise(float[] seen) {
    return logit(seen) - logit;
  }

  /** The logit of what is seen. */
  float logit(float[] seen) {
    if (channels == 1) {
      for (int i = 0; i < masked.length; i++) {
        masked[i] = mean + seen[i] * (image[i] - mean);
      }
    } else {
      for (int i = 0; i < masked.length; i++) {
        masked[i] = mean + seen[i / channels] * (image[i] - mean);
      }
    }
    return network.logits(masked)[0];
  }

  /** A map whose cells are the pixels. */
  static Heatmap ofPixels(String title, Network network, float[] pixels) {
    Shape input = network.graph().inputShape();
    return Heatmap.signed(
        title,
        network.graph().inputName(),
        pixels,
        input.height(),
        input.width(),
        input.height(),
        input.width());
  }
}
