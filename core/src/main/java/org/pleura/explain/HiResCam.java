package org.pleura.explain;

import java.util.Optional;
import org.pleura.nn.Network;

/**
 * HiResCAM (Draelos and Carin, arXiv 2011.08891): every number of a layer's feature maps times its
 * own derivative of the logit, without averaging, {@code cell = sum over k of dz/dA_kij A_kij}.
 * Where only a linear layer follows, the cells add up to the logit less its bias, so no place is
 * shown that was not used; above 0 for, below 0 against.
 *
 * @param layer that makes the feature maps; empty for the {@linkplain ExplainedLayer#usual usual
 *     one}
 */
public record HiResCam(Optional<String> layer) implements SaliencyMethod {
  @Override
  public String word() {
    return "hirescam";
  }

  @Override
  public String title() {
    return "HiResCAM of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer explained = ExplainedLayer.of(network, image, layer);
    return explained.signed(
        title(),
        cells(
            explained.maps(), explained.gradient(), explained.channels(), Float.NEGATIVE_INFINITY));
  }

  /** The cells, with no derivative below {@code least}. */
  static float[] cells(float[] maps, float[] gradient, int channels, float least) {
    float[] cells = new float[maps.length / channels];
    for (int position = 0; position < cells.length; position++) {
      double cell = 0;
      for (int i = position * channels; i < (position + 1) * channels; i++) {
        cell += (double) Math.max(least, gradient[i]) * maps[i];
      }
      cells[position] = (float) cell;
    }
    return cells;
  }
}
