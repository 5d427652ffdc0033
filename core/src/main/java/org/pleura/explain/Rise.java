package org.pleura.explain;

import java.util.Random;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * RISE (Petsiuk, Das and Saenko, BMVC 2018, arXiv 1806.07421): the network is asked about the image
 * under many random masks, and a pixel shows what it says when that pixel is seen. With masks M_i
 * of mean p and logits z_i:
 *
 * <pre>{@code
 * pixel = 1 / (N p) sum over i of (z_i - mean of z) M_i
 * }</pre>
 *
 * <p>The paper adds up z_i M_i; the mean of z taken away shifts the map by a constant (as far as
 * the mean of the masks is p everywhere), so that 0 is a pixel that does not matter, above 0 is for
 * and below 0 against. A mask is a grid of cells, each seen or not, made smooth between their
 * centres and shifted at random; what is hidden becomes the image's mean gray.
 *
 * @param masks how many, N
 * @param cells of the grid along each side of the image
 * @param share of the cells that are seen, p
 * @param seed of the masks
 */
public record Rise(int masks, int cells, double share, long seed) implements SaliencyMethod {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if there are fewer than two masks or cells, or the share is
   *     not between 0 and 1
   */
  public Rise {
    if (masks < 2 || cells < 2 || !(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "RISE needs two masks and cells at least and a share between 0 and 1: masks="
              + masks
              + ", cells="
              + cells
              + ", share="
              + share);
    }
  }

  /**
   * The paper's grid and share, and a quarter of its masks for a small network.
   *
   * @return 1000 masks of 8 x 8 cells, half of them seen
   */
  public static Rise usual() {
    return new Rise(1000, 8, 0.5, 0);
  }

  @Override
  public String word() {
    return "rise";
  }

  @Override
  public String title() {
    return "RISE, rise of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Background background = Background.of(network, image);
    Shape input = network.graph().inputShape();
    // Two walks over the same masks, because all of them together would take much memory.
    double[] logits = new double[masks];
    double mean = 0;
    Random random = new Random(seed);
    for (int i = 0; i < masks; i++) {
      logits[i] = background.logit(mask(random, input.height(), input.width()));
      mean += logits[i] / masks;
    }
    double[] sums = new double[input.height() * input.width()];
    random = new Random(seed);
    for (int i = 0; i < masks; i++) {
      float[] mask = mask(random, input.height(), input.width());
      for (int pixel = 0; pixel < sums.length; pixel++) {
        sums[pixel] += (logits[i] - mean) * mask[pixel];
      }
    }
    float[] pixels = new float[sums.length];
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      pixels[pixel] = (float) (sums[pixel] / (masks * share));
    }
    return Background.ofPixels(title(), network, pixels);
  }

  /** A grid one cell larger than the image, smooth between its centres, cut out at random. */
  float[] mask(Random random, int height, int width) {
    int side = cells + 1;
    float[] grid = new float[(side + 1) * (side + 1)];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextDouble() < share ? 1f : 0f;
    }
    double down = random.nextDouble();
    double across = random.nextDouble();
    float[] mask = new float[height * width];
    for (int row = 0; row < height; row++) {
      double y = down + (double) row / height * cells;
      int top = (int) y;
      float low = (float) (y - top);
      for (int column = 0; column < width; column++) {
        double x = across + (double) column / width * cells;
        int left = (int) x;
        float right = (float) (x - left);
        int at = top * (side + 1) + left;
        float above = grid[at] + right * (grid[at + 1] - grid[at]);
        float below = grid[at + side + 1] + right * (grid[at + side + 2] - grid[at + side + 1]);
        mask[row * width + column] = above + low * (below - above);
      }
    }
    return mask;
  }
}
