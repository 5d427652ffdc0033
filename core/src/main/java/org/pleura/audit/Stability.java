package org.pleura.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.train.BinaryCrossentropy;

/**
 * Does a map stay when the image changes so little that the prediction stays? The image is shifted
 * by a pixel or two, made brighter by 2 %, or given noise of 2 % of its range; where the
 * probability moves by less than {@value #STILL}, the map's cells must keep their order (compare
 * max-sensitivity, Yeh et al., NeurIPS 2019).
 */
public final class Stability {
  private static final double STILL = 0.05;
  private static final double LEAST = 0.7;

  /** How far each of the changes moves the image, in pixels. */
  private static final int[] DOWN = {0, -2, 0, 0};

  private static final int[] ACROSS = {1, 0, 0, 0};

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "after a shift of 1 or 2 pixels, 2 %% of brightness or 2 %% of noise that move the"
              + " probability by less than %.2f, the map, moved back, has a rank correlation with"
              + " the original of at least %.1f, and above that of different images' maps, with their"
              + " intervals",
          STILL,
          LEAST);

  private Stability() {}

  /** The image changed a little, in four ways. */
  static List<float[]> changed(float[] image, Shape shape) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : image) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    float hair = 0.02f * (most - least);
    Random random = new Random(5);
    float[] brighter = image.clone();
    float[] noisy = image.clone();
    for (int i = 0; i < image.length; i++) {
      brighter[i] += hair;
      noisy[i] += (float) (hair * random.nextGaussian());
    }
    return List.of(
        shifted(image, shape, DOWN[0], ACROSS[0]),
        shifted(image, shape, DOWN[1], ACROSS[1]),
        brighter,
        noisy);
  }

  private static float[] shifted(float[] image, Shape shape, int down, int across) {
    int channels = shape.channels();
    float[] moved = new float[image.length];
    for (int row = 0; row < shape.height(); row++) {
      int y = Math.max(0, Math.min(shape.height() - 1, row - down));
      for (int column = 0; column < shape.width(); column++) {
        int x = Math.max(0, Math.min(shape.width() - 1, column - across));
        System.arraycopy(
            image,
            (y * shape.width() + x) * channels,
            moved,
            (row * shape.width() + column) * channels,
            channels);
      }
    }
    return moved;
  }

  /** Which of the changes leave the prediction alone. */
  static List<Boolean> still(Network network, float[] image) {
    float probability = BinaryCrossentropy.probability(network.logits(image)[0]);
    return changed(image, network.graph().inputShape()).stream()
        .map(other -> BinaryCrossentropy.probability(network.logits(other)[0]))
        .map(moved -> Math.abs(moved - probability) < STILL)
        .toList();
  }

  /**
   * How alike the maps of a changed image are to the original's.
   *
   * @param method who draws them
   * @param network the network
   * @param image its input
   * @param original the original's map
   * @param still which of the changes leave the prediction alone
   * @return the mean over those changes; empty if there is none
   */
  static Optional<Likeness> of(
      SaliencyMethod method,
      Network network,
      float[] image,
      ComparedMap original,
      List<Boolean> still) {
    List<float[]> changed = changed(image, network.graph().inputShape());
    List<Likeness> all = new ArrayList<>();
    for (int i = 0; i < changed.size(); i++) {
      if (still.get(i)) {
        Heatmap map = method.explain(network, changed.get(i));
        all.add(original.likeness(ComparedMap.of(movedBack(map, DOWN[i], ACROSS[i]))));
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(Likeness.mean(all));
  }

  /** A map of a shifted image goes along with it, and is not to blame for that. */
  private static Heatmap movedBack(Heatmap map, int down, int across) {
    int rows = (int) Math.rint(down / map.cellHeight());
    int columns = (int) Math.rint(across / map.cellWidth());
    if (rows == 0 && columns == 0) {
      return map;
    }
    Shape shape = Shape.of(map.rows(), map.columns(), 1);
    float[] cells = shifted(map.cells(), shape, -rows, -columns);
    return map.isSigned()
        ? Heatmap.signed(
            map.method(), map.layer(), cells, map.rows(), map.columns(), map.height(), map.width())
        : Heatmap.of(
            map.method(), map.layer(), cells, map.rows(), map.columns(), map.height(), map.width());
  }

  /**
   * Judges a method.
   *
   * @param images what {@link #of} found of each image, where it found something
   * @param unrelated how alike the maps of different images are, of the same images
   * @return the finding
   */
  public static Finding judge(List<Likeness> images, List<Likeness> unrelated) {
    return Likenesses.alike(
        Check.STABILITY,
        RULE,
        Likeness.Measure.CELLS,
        LEAST,
        images,
        unrelated,
        Likenesses.figures(images, "after a small change"));
  }
}
