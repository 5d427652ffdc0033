package org.pleura.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.CentreBlob;
import org.pleura.explain.Heatmap;
import org.pleura.explain.RandomMap;
import org.pleura.nn.Network;

/**
 * Is what a map calls evidence what the network goes by? The pixels are hidden in the map's order,
 * the strongest evidence for first, and the logit should fall early (deletion); and they are shown
 * in that order, and it should rise early (insertion; Petsiuk, Das and Saenko, BMVC 2018, arXiv
 * 1806.07421). A map's score is the mean logit on the way of insertion less that of deletion, and
 * it is compared with those of random maps and of a blob in the centre. What is hidden has the
 * image's mean gray.
 */
public final class Faithfulness {
  private static final int STEPS = 16;

  /** By less than this share of what the whole image changes, a method is not better. */
  private static final double WORTH = 0.1;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "insertion less deletion is above that of the better of random maps and a blob in the"
              + " centre, with its interval; otherwise it fails if it is surely less than %.2f better (as a"
              + " share of what the whole image changes of the logit)",
          WORTH);

  private Faithfulness() {}

  /**
   * The logits on the way from one image to another.
   *
   * @param values at each step, the first and the last included
   */
  record Curve(List<Double> values) {
    /**
     * The mean along the way, by the trapezoid rule: {@code (sum - (first + last) / 2) / steps}.
     */
    double area() {
      double sum = values.stream().mapToDouble(Double::doubleValue).sum();
      double ends = (values.get(0) + values.get(values.size() - 1)) / 2;
      return (sum - ends) / (values.size() - 1);
    }
  }

  /**
   * The logits when the pixels of one image are replaced by those of another, in an order.
   *
   * @param network who is asked
   * @param from the image at the start
   * @param to the image at the end
   * @param order of the pixels
   */
  static Curve curve(Network network, float[] from, float[] to, int[] order) {
    int channels = from.length / order.length;
    float[] mixed = from.clone();
    Double[] values = new Double[STEPS + 1];
    values[0] = (double) network.logits(mixed)[0];
    for (int step = 1; step <= STEPS; step++) {
      int begin = (int) ((long) order.length * (step - 1) / STEPS);
      int end = (int) ((long) order.length * step / STEPS);
      for (int i = begin; i < end; i++) {
        System.arraycopy(to, order[i] * channels, mixed, order[i] * channels, channels);
      }
      values[step] = (double) network.logits(mixed)[0];
    }
    return new Curve(List.of(values));
  }

  /**
   * One image.
   *
   * @param method the method's score
   * @param baselines those of maps that know nothing of the network
   */
  public record OfImage(double method, Baselines baselines) {}

  /**
   * What is the same for all methods.
   *
   * @param random the mean score of three random maps
   * @param centre the score of a blob in the centre
   * @param change how the logit of the whole image differs from that of the background
   */
  public record Baselines(double random, double centre, double change) {
    static Baselines of(Network network, float[] image) {
      return new Baselines(
          IntStream.rangeClosed(1, 3)
              .mapToDouble(
                  seed -> score(network, image, new RandomMap(seed).explain(network, image)))
              .average()
              .orElseThrow(),
          score(network, image, new CentreBlob().explain(network, image)),
          Math.abs(network.logits(image)[0] - network.logits(background(image))[0]));
    }
  }

  private static float[] background(float[] image) {
    double sum = 0;
    for (float value : image) {
      sum += value;
    }
    float[] background = new float[image.length];
    Arrays.fill(background, (float) (sum / image.length));
    return background;
  }

  /** Looks at one map; empty if it is constant, and so says no order. */
  static Optional<OfImage> of(Network network, float[] image, Heatmap map, Baselines baselines) {
    return MapSimilarity.isConstant(map.cells())
        ? Optional.empty()
        : Optional.of(new OfImage(score(network, image, map), baselines));
  }

  /** The area under the curve of insertion less that of deletion. */
  static double score(Network network, float[] image, Heatmap map) {
    float[] background = background(image);
    int[] order = PixelOrder.descending(map.expanded());
    return curve(network, background, image, order).area()
        - curve(network, image, background, order).area();
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image
   * @return the finding
   */
  public static Finding judge(List<OfImage> images) {
    double change =
        images.stream().mapToDouble(image -> image.baselines().change()).average().orElse(0);
    if (change == 0) {
      String why = "the logit is the same whether the image is seen or not";
      return new Finding(Check.FAITHFULNESS, Verdict.CANNOT_TELL, why, RULE, Map.of());
    }
    double scale = change;
    double[] method = images.stream().mapToDouble(image -> image.method() / scale).toArray();
    double[] random =
        images.stream().mapToDouble(image -> image.baselines().random() / scale).toArray();
    double[] centre =
        images.stream().mapToDouble(image -> image.baselines().centre() / scale).toArray();
    boolean centreIsBetter = Arrays.stream(centre).sum() > Arrays.stream(random).sum();
    double[] better = new double[method.length];
    for (int i = 0; i < better.length; i++) {
      better[i] = method[i] - (centreIsBetter ? centre[i] : random[i]);
    }
    Map<String, Estimate> figures = new LinkedHashMap<>();
    figures.put("insertion less deletion", Likenesses.mean(method));
    figures.put("of random maps", Likenesses.mean(random));
    figures.put("of a blob in the centre", Likenesses.mean(centre));
    return Better.judged(
        Check.FAITHFULNESS,
        better,
        centreIsBetter ? "a blob in the centre" : "random maps",
        WORTH,
        RULE,
        figures);
  }
}
