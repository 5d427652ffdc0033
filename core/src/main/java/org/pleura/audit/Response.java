package org.pleura.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;
import org.pleura.nn.train.BinaryCrossentropy;

/**
 * The reverse of {@link Stability}: does a map move when the prediction does? Every pixel is made
 * brighter or darker by a small amount, once in the direction that turns the prediction (in 4 steps
 * along the sign of the logit's gradient; Goodfellow, Shlens and Szegedy, ICLR 2015, arXiv
 * 1412.6572), and once in a random one, which leaves the prediction alone. What the network says
 * changes in the first case only, so the map should change more. (Zhang et al., Radiology:
 * Artificial Intelligence 6, 2024, e220221, found maps that stay while predictions fall.)
 */
public final class Response {
  private static final double MOVED = 0.1;
  private static final int STEPS = 4;

  /** The amounts that are tried, as shares of the image's range, until the prediction moves. */
  private static final double[] AMOUNTS = {0.0025, 0.005, 0.01, 0.02, 0.04, 0.08};

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "where a change of every pixel by at most %.0f %% of the range moves the probability by"
              + " %.2f or more, the map's cells change more than by noise of the same amount that"
              + " moves it by less than half as much, with the interval of the difference",
          100 * AMOUNTS[AMOUNTS.length - 1],
          MOVED);

  private Response() {}

  /**
   * The least amount that moves the prediction of an image, while noise does not.
   *
   * @return the change of a pixel in the image's unit; empty if there is none
   */
  static OptionalDouble amount(Network network, float[] image) {
    float probability = probability(network, image);
    float range = range(image);
    int direction = probability > 0.5f ? -1 : 1;
    for (double amount : AMOUNTS) {
      float step = (float) (amount * range);
      double moved =
          Math.abs(probability(network, turned(network, image, direction, step)) - probability);
      if (moved >= MOVED) {
        double byNoise = Math.abs(probability(network, noisy(image, step)) - probability);
        return byNoise < MOVED / 2 ? OptionalDouble.of(step) : OptionalDouble.empty();
      }
    }
    return OptionalDouble.empty();
  }

  private static float probability(Network network, float[] image) {
    return BinaryCrossentropy.probability(network.logits(image)[0]);
  }

  private static float range(float[] image) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : image) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  }

  /** In several steps, each along the gradient where the last one ended. */
  private static float[] turned(Network network, float[] image, int direction, float amount) {
    float[] turned = image.clone();
    for (int step = 0; step < STEPS; step++) {
      float[] gradient = network.trace(turned).gradientOfLogits(network.graph().inputName(), 1);
      for (int i = 0; i < turned.length; i++) {
        turned[i] += direction * amount / STEPS * Math.signum(gradient[i]);
      }
    }
    return turned;
  }

  private static float[] noisy(float[] image, float step) {
    Random random = new Random(11);
    float[] noisy = image.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += random.nextBoolean() ? step : -step;
    }
    return noisy;
  }

  /**
   * How a map changes when the prediction does.
   *
   * @param turned by how much its cells differ, as {@link ComparedMap#change} says, 0 to 1
   * @param noisy the same for noise that leaves the prediction alone
   */
  public record OfImage(double turned, double noisy) {}

  /**
   * Looks at one image.
   *
   * @param amount what {@link #amount} found
   * @return empty if a map is 0 everywhere
   */
  static Optional<OfImage> of(
      SaliencyMethod method, Network network, float[] image, ComparedMap original, float amount) {
    int direction = probability(network, image) > 0.5f ? -1 : 1;
    float[] turned = turned(network, image, direction, amount);
    OptionalDouble byTurning = original.change(ComparedMap.of(method.explain(network, turned)));
    OptionalDouble byNoise =
        original.change(ComparedMap.of(method.explain(network, noisy(image, amount))));
    return byTurning.isPresent() && byNoise.isPresent()
        ? Optional.of(new OfImage(byTurning.getAsDouble(), byNoise.getAsDouble()))
        : Optional.empty();
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image whose prediction can be moved so
   * @return the finding
   */
  public static Finding judge(List<OfImage> images) {
    Map<String, Estimate> figures = new LinkedHashMap<>();
    double[] turned = images.stream().mapToDouble(OfImage::turned).toArray();
    double[] noisy = images.stream().mapToDouble(OfImage::noisy).toArray();
    figures.put("change of the map where the prediction moves", Likenesses.mean(turned));
    figures.put("change of the map by noise", Likenesses.mean(noisy));
    double[] more = new double[turned.length];
    for (int i = 0; i < more.length; i++) {
      more[i] = turned[i] - noisy[i];
    }
    if (more.length < Check.FEWEST_IMAGES) {
      return new Finding(
          Check.RESPONSE,
          Verdict.CANNOT_TELL,
          String.format(
              Locale.ROOT,
              "too few images whose prediction moves so, while noise leaves it: %d of at least %d",
              more.length,
              Check.FEWEST_IMAGES),
          RULE,
          figures);
    }
    Estimate mean = Likenesses.mean(more);
    figures.put("change of the map, more than by noise", mean);
    if (!(mean instanceof Estimate.Known known)) {
      return new Finding(Check.RESPONSE, Verdict.CANNOT_TELL, mean.text(), RULE, figures);
    }
    Verdict verdict =
        known.low() > 0 ? Verdict.PASS : known.high() <= 0 ? Verdict.FAIL : Verdict.CANNOT_TELL;
    return new Finding(
        Check.RESPONSE,
        verdict,
        "the map changes more than by noise by " + mean.text(),
        RULE,
        figures);
  }
}
