package org.pleura.explain;

import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * A control, no explanation: the edges of the image, {@code sqrt(gx^2 + gy^2)} with Sobel's
 * operator. It looks like a saliency map and knows nothing of the network, so any check worth its
 * name must see through it (Adebayo et al., NeurIPS 2018).
 */
public record SobelEdges() implements SaliencyMethod {
  @Override
  public String word() {
    return "sobel";
  }

  @Override
  public String title() {
    return "control: edges of the image";
  }

  @Override
  public boolean isControl() {
    return true;
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Shape input = ExplainedLayer.inputOf(network, image);
    int height = input.height();
    int width = input.width();
    float[] edges = new float[height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double across = 0;
        double down = 0;
        for (int k = -1; k <= 1; k++) {
          int weight = k == 0 ? 2 : 1;
          across +=
              weight
                  * (at(input, image, row + k, column + 1) - at(input, image, row + k, column - 1));
          down +=
              weight
                  * (at(input, image, row + 1, column + k) - at(input, image, row - 1, column + k));
        }
        edges[row * width + column] = (float) Math.sqrt(across * across + down * down);
      }
    }
    return Heatmap.of(title(), network.graph().inputName(), edges, height, width, height, width);
  }

  /** The first channel's pixel, or the nearest one beyond the border. */
  private static double at(Shape input, float[] image, int row, int column) {
    int y = Math.max(0, Math.min(input.height() - 1, row));
    int x = Math.max(0, Math.min(input.width() - 1, column));
    return image[(y * input.width() + x) * input.channels()];
  }
}
