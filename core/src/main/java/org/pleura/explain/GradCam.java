package org.pleura.explain;

import java.util.Optional;
import org.pleura.nn.Network;

/**
 * Grad-CAM (Selvaraju et al., ICCV 2017, arXiv 1610.02391): the feature maps A of a layer, added up
 * with weights that say how much each changes the logit z on average:
 *
 * <pre>{@code
 * w_k  = mean over ij of dz/dA_kij
 * cell = sum over k of w_k A_kij
 * }</pre>
 *
 * <p>The paper keeps only what is above 0, because with many classes what speaks against one may
 * speak for another. With one logit it speaks for the other class, so the sign is kept here: above
 * 0 for, below 0 against.
 *
 * @param layer that makes the feature maps; empty for the {@linkplain ExplainedLayer#usual usual
 *     one}
 */
public record GradCam(Optional<String> layer) implements SaliencyMethod {
  @Override
  public String word() {
    return "gradcam";
  }

  @Override
  public String title() {
    return "Grad-CAM of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer explained = ExplainedLayer.of(network, image, layer);
    int channels = explained.channels();
    return explained.signed(title(), cells(explained.maps(), explained.gradient(), channels));
  }

  /** The cells from maps and gradient, both in the order (row, column, channel). */
  static float[] cells(float[] maps, float[] gradient, int channels) {
    double[] weights = new double[channels];
    int positions = maps.length / channels;
    for (int i = 0; i < gradient.length; i++) {
      weights[i % channels] += (double) gradient[i] / positions;
    }
    float[] cells = new float[positions];
    for (int position = 0; position < positions; position++) {
      double cell = 0;
      for (int k = 0; k < channels; k++) {
        cell += weights[k] * maps[position * channels + k];
      }
      cells[position] = (float) cell;
    }
    return cells;
  }
}
