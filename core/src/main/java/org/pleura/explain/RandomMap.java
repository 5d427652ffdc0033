package org.pleura.explain;

import java.util.Arrays;
import java.util.Random;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * A control, no explanation: {@value #CELLS} x {@value #CELLS} random cells, drawn anew for each
 * image and independent of the network.
 *
 * @param seed of the cells, beside the image
 */
public record RandomMap(long seed) implements SaliencyMethod {
  private static final int CELLS = 8;

  @Override
  public String word() {
    return "random";
  }

  @Override
  public String title() {
    return "control: a random map";
  }

  @Override
  public boolean isControl() {
    return true;
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Shape input = ExplainedLayer.inputOf(network, image);
    Random random = new Random(31 * seed + Arrays.hashCode(image));
    float[] cells = new float[CELLS * CELLS];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = random.nextFloat();
    }
    return Heatmap.of(
        title(), network.graph().inputName(), cells, CELLS, CELLS, input.height(), input.width());
  }
}
