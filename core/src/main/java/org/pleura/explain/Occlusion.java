package org.pleura.explain;

import java.util.Arrays;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * Occlusion (Zeiler and Fergus, ECCV 2014, arXiv 1311.2901): a square of the image's mean gray is
 * moved over the image, and a place shows how much the logit falls, on average, when it is hidden.
 * Above 0 where what is hidden spoke for the finding. The image is cut into {@value #CELLS} x
 * {@value #CELLS} cells (fewer if it is smaller), and the square is two cells wide.
 */
public record Occlusion() implements SaliencyMethod {
  private static final int CELLS = 16;

  @Override
  public String word() {
    return "occlusion";
  }

  @Override
  public String title() {
    return "occlusion, fall of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Shape input = network.graph().inputShape();
    int height = input.height();
    int width = input.width();
    int rows = Math.min(CELLS, height);
    int columns = Math.min(CELLS, width);
    Background background = Background.of(network, image);
    float[] seen = new float[height * width];
    Arrays.fill(seen, 1f);
    float whole = background.logit(seen);
    double[] falls = new double[rows * columns];
    int[] hidden = new int[rows * columns];
    for (int row = 0; row < Math.max(1, rows - 1); row++) {
      for (int column = 0; column < Math.max(1, columns - 1); column++) {
        int lastRow = Math.min(row + 2, rows);
        int lastColumn = Math.min(column + 2, columns);
        for (int y = row * height / rows; y < lastRow * height / rows; y++) {
          Arrays.fill(
              seen,
              y * width + column * width / columns,
              y * width + lastColumn * width / columns,
              0f);
        }
        float fall = whole - background.logit(seen);
        Arrays.fill(seen, 1f);
        for (int y = row; y < lastRow; y++) {
          for (int x = column; x < lastColumn; x++) {
            falls[y * columns + x] += fall;
            hidden[y * columns + x]++;
          }
        }
      }
    }
    float[] cells = new float[falls.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (float) (falls[i] / hidden[i]);
    }
    return Heatmap.signed(
        title(), network.graph().inputName(), cells, rows, columns, height, width);
  }
}
