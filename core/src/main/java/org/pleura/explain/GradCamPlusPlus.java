package org.pleura.explain;

import java.util.Optional;
import org.pleura.nn.Network;

/**
 * GradCAM++ (Chattopadhay et al., WACV 2018, arXiv 1710.11063): the feature maps of a layer, added
 * up with weights that say how much each raises the score. With feature maps A, score s and {@code
 * g = ds/dA}, for map k and position ij:
 *
 * <pre>{@code
 * a_kij = g² / (2 g² + g³ sum(A_k)), divided by its sum over ij
 * w_k   = f sum over ij of relu(g) a_kij
 * cell  = relu(sum over k of w_k A_kij)
 * }</pre>
 *
 * <p>Only what speaks for the finding is shown, never what speaks against it; where nothing raises
 * the score the map is zero. The factor f is {@code e^s} if the score is the probability, as
 * tf-keras-vis computes it: a number between 1 and e. For the logit it would reach 10^15 and more,
 * without changing the normalised map, so there it is 1 and the mass stays comparable.
 *
 * @param layer that makes the feature maps; empty for the {@linkplain ExplainedLayer#usual usual
 *     one}
 * @param score what is differentiated
 */
public record GradCamPlusPlus(Optional<String> layer, ExplainedScore score)
    implements SaliencyMethod {
  @Override
  public String word() {
    return score == ExplainedScore.PROBABILITY ? "gradcam++-lesson" : "gradcam++";
  }

  @Override
  public String title() {
    return score == ExplainedScore.PROBABILITY
        ? "GradCAM++ of the probability"
        : "GradCAM++ of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer explained = ExplainedLayer.of(network, image, layer);
    float[] gradient = explained.gradient();
    double factor = 1;
    if (score == ExplainedScore.PROBABILITY) {
      float probability = explained.probability();
      // In float, so that the map vanishes where the original's does.
      float slope = probability * (1 - probability);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= slope;
      }
      factor = StrictMath.exp(probability);
    }
    return explained.positive(
        title(), cells(explained.maps(), gradient, explained.channels(), factor));
  }

  /**
   * The cells from a layer's feature maps and their gradient. A weight a_kij with the denominator
   * zero is zero.
   *
   * @param maps A, in the order (row, column, channel)
   * @param gradient g, in the same order
   * @param channels how many feature maps
   * @param factor f
   * @return one number for each position, 0 or more
   * @throws IllegalArgumentException if the arrays differ in length or do not hold whole positions
   */
  public static float[] cells(float[] maps, float[] gradient, int channels, double factor) {
    if (maps.length != gradient.length || maps.length % channels != 0) {
      throw new IllegalArgumentException(
          "feature maps and gradient are of one size, a multiple of "
              + channels
              + " channels: "
              + maps.length
              + " and "
              + gradient.length);
    }
    double[] cells = new double[maps.length / channels];
    for (int k = 0; k < channels; k++) {
      double weight = factor * weight(maps, gradient, k, channels);
      for (int cell = 0; cell < cells.length; cell++) {
        cells[cell] += weight * maps[cell * channels + k];
      }
    }
    float[] positive = new float[cells.length];
    for (int cell = 0; cell < cells.length; cell++) {
      positive[cell] = (float) Math.max(0, cells[cell]);
    }
    return positive;
  }

  /** The sum over ij of relu(g) a_kij; a's numerator and denominator are both divided by g². */
  private static double weight(float[] maps, float[] gradient, int k, int channels) {
    double sum = 0;
    for (int i = k; i < maps.length; i += channels) {
      sum += maps[i];
    }
    double weighted = 0;
    double total = 0;
    for (int i = k; i < maps.length; i += channels) {
      double g = gradient[i];
      double denominator = 2 + g * sum;
      double share = g == 0 || denominator == 0 ? 0 : 1 / denominator;
      total += share;
      weighted += Math.max(0, g) * share;
    }
    return total == 0 ? weighted : weighted / total;
  }
}
