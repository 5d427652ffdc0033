package org.pleura.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Estimate;
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
  /** The check's name. */
  public static final String NAME = "stability";

  private static final double STILL = 0.05;
  private static final double LEAST = 0.7;
  private static final int FEWEST_IMAGES = 20;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "after a shift of 1 or 2 pixels, 2 %% of brightness or 2 %% of noise that move the"
              + " probability by less than %.2f, the map's rank correlation with the original is at"
              + " least %.1f, with its interval",
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
    return List.of(shifted(image, shape, 0, 1), shifted(image, shape, -2, 0), brighter, noisy);
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

  /**
   * How alike the maps of a changed image are to the original's.
   *
   * @param method who draws them
   * @param network the network
   * @param image its input
   * @param original the cells of the original's map
   * @return the mean over the changes that left the prediction alone; empty if there is none, or a
   *     map is constant
   */
  static OptionalDouble of(
      SaliencyMethod method, Network network, float[] image, float[] original) {
    float probability = BinaryCrossentropy.probability(network.logits(image)[0]);
    List<Double> agreements = new ArrayList<>();
    for (float[] other : changed(image, network.graph().inputShape())) {
      float moved = BinaryCrossentropy.probability(network.logits(other)[0]);
      if (Math.abs(moved - probability) < STILL) {
        OptionalDouble agreement =
            MapAgreement.of(original, Cells.of(method.explain(network, other)));
        if (agreement.isEmpty()) {
          return OptionalDouble.empty();
        }
        agreements.add(agreement.getAsDouble());
      }
    }
    return agreements.stream().mapToDouble(Double::doubleValue).average();
  }

  /**
   * Judges a method.
   *
   * @param images what {@link #of} found of each image
   * @return the finding
   */
  public static Finding judge(List<OptionalDouble> images) {
    double[] defined =
        images.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    Map<String, Estimate> figures = new LinkedHashMap<>();
    if (defined.length < FEWEST_IMAGES) {
      return new Finding(
          NAME,
          Verdict.CANNOT_TELL,
          "too few images with a map and a prediction that stays: "
              + defined.length
              + " of at least "
              + FEWEST_IMAGES,
          RULE,
          figures);
    }
    Estimate mean =
        Arrays.stream(defined).distinct().count() == 1
            ? new Estimate.Known(defined[0], defined[0], defined[0], "the same in all images")
            : Bootstrap.standard().mean(defined);
    figures.put("after a small change", mean);
    if (!(mean instanceof Estimate.Known known)) {
      return new Finding(NAME, Verdict.CANNOT_TELL, mean.text(), RULE, figures);
    }
    Verdict verdict =
        known.low() >= LEAST
            ? Verdict.PASS
            : known.high() < LEAST ? Verdict.FAIL : Verdict.CANNOT_TELL;
    return new Finding(NAME, verdict, "rank correlation " + mean.text(), RULE, figures);
  }
}
