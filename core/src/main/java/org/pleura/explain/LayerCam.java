package org.pleura.explain;

import java.util.Optional;
import org.pleura.nn.Network;

/**
 * LayerCAM (Jiang et al., IEEE TIP 30, 2021): every number of a layer's feature maps times its own
 * derivative of the logit where that is above 0, {@code cell = relu(sum over k of relu(dz/dA_kij)
 * A_kij)}. It shows only what speaks for the finding, and may be asked for at early layers, whose
 * cells are small.
 *
 * @param layer that makes the feature maps; empty for the {@linkplain ExplainedLayer#usual usual
 *     one}
 */
public record LayerCam(Optional<String> layer) implements SaliencyMethod {
  @Override
  public String word() {
    return "layercam";
  }

  @Override
  public String title() {
    return "LayerCAM of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer explained = ExplainedLayer.of(network, image, layer);
    float[] cells =
        HiResCam.cells(explained.maps(), explained.gradient(), explained.channels(), 0f);
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Math.max(0f, cells[i]);
    }
    return explained.positive(title(), cells);
  }
}
