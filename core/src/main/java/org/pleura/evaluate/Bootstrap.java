package org.pleura.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.pleura.nn.random.Mt19937;

/**
 * Doubt by resampling (Efron, Annals of Statistics 1979): as many patients as there are, drawn with
 * replacement, each with all of its cases; the statistic of each resample; and of these the middle
 * 95 %, their percentiles interpolated linearly as NumPy does. Where the patients are not known,
 * cases are drawn.
 *
 * <p>Whole patients are drawn because the images of one patient resemble each other: taken as
 * independent they make the interval too narrow (Field and Welsh, JRSS B 2007).
 *
 * @param resamples how many, 2 or more
 * @param seed of the draws, 0 to 2^32 - 1; the same seed gives every statistic the same resamples
 */
public record Bootstrap(int resamples, long seed) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if there are fewer than 2 resamples
   */
  public Bootstrap {
    if (resamples < 2) {
      throw new IllegalArgumentException("a bootstrap needs 2 resamples or more: " + resamples);
    }
  }

  /**
   * The one behind {@link Evaluation}: 2000 resamples of seed 0.
   *
   * @return the bootstrap
   */
  public static Bootstrap standard() {
    return new Bootstrap(2000, 0);
  }

  /** A figure of cases that may count several times, or not at all. */
  public interface Statistic {
    /**
     * The figure.
     *
     * @param weights how many times each case counts; valid during the call only
     * @return the figure, or empty if it is undefined with these weights
     */
    OptionalDouble of(int[] weights);
  }

  /**
   * A statistic of the cases, with its percentile interval.
   *
   * <p>Resamples in which the statistic is undefined are left out, and the method's name says how
   * many; if they are more than half, so is the estimate. It is also undefined with fewer than two
   * patients (cases), and where every resample gives the same value, since an interval of width
   * zero would claim a certainty that resampling cannot give.
   *
   * @param cases what is resampled
   * @param statistic defined for the cases as they are
   * @return the estimate
   * @throws IllegalArgumentException if the statistic is undefined for the cases as they are
   */
  public Estimate estimate(Cases cases, Statistic statistic) {
    int[] once = new int[cases.size()];
    Arrays.fill(once, 1);
    double value =
        statistic
            .of(once)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the statistic must be defined for the cases that are resampled"));
    if (cases.units() < 2) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "the value is %.4g, but an interval needs at least 2 %ss; there is %d",
              value,
              unit(cases),
              cases.units()));
    }
    double[] drawn = new double[resamples];
    int[] defined = {0};
    forEach(
        cases, weights -> statistic.of(weights).ifPresent(figure -> drawn[defined[0]++] = figure));
    int left = resamples - defined[0];
    if (left > resamples / 2) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "the value is %.4g, but it is undefined in %d of %d resamples of the %ss",
              value,
              left,
              resamples,
              unit(cases)));
    }
    double[] sorted = Arrays.copyOf(drawn, defined[0]);
    Arrays.sort(sorted);
    if (sorted[0] == sorted[sorted.length - 1]) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "the value is %.4g, but so it is in every resample of the %ss, which therefore say"
                  + " nothing about its doubt",
              value,
              unit(cases)));
    }
    return new Estimate.Known(
        value, quantile(sorted, 0.025), quantile(sorted, 0.975), method(cases, left));
  }

  /**
   * The mean of some values, one for each image, with its percentile interval.
   *
   * @param values one for each image
   * @return the estimate; undefined with fewer than two values, and where all are equal
   */
  public Estimate mean(double... values) {
    if (values.length < 2) {
      return new Estimate.Undefined("a mean needs at least 2 images; there are " + values.length);
    }
    double sum = Arrays.stream(values).sum();
    double[] means = new double[resamples];
    Mt19937 stream = Mt19937.numpy(seed);
    for (int b = 0; b < resamples; b++) {
      double drawn = 0;
      for (int i = 0; i < values.length; i++) {
        drawn += values[stream.interval(values.length - 1)];
      }
      means[b] = drawn / values.length;
    }
    Arrays.sort(means);
    if (means[0] == means[resamples - 1]) {
      return new Estimate.Undefined(
          String.format(
              Locale.ROOT,
              "the mean is %.4g, but all %d images have this value, which therefore say nothing"
                  + " about its doubt",
              sum / values.length,
              values.length));
    }
    return new Estimate.Known(
        sum / values.length,
        quantile(means, 0.025),
        quantile(means, 0.975),
        String.format(
            Locale.ROOT, "bootstrap of images, %d resamples, seed %d, 95 %%", resamples, seed));
  }

  /** Hands over the weights of the cases in each resample; the array is reused. */
  void forEach(Cases cases, Consumer<int[]> resample) {
    Mt19937 stream = Mt19937.numpy(seed);
    int[] drawn = new int[cases.units()];
    int[] weights = new int[cases.size()];
    for (int b = 0; b < resamples; b++) {
      Arrays.fill(drawn, 0);
      for (int i = 0; i < drawn.length; i++) {
        drawn[stream.interval(drawn.length - 1)]++;
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] = drawn[cases.unitOf(i)];
      }
      resample.accept(weights);
    }
  }

  String method(Cases cases, int left) {
    return String.format(
        Locale.ROOT,
        "bootstrap of %ss, %d resamples, seed %d%s, 95 %%",
        unit(cases),
        resamples,
        seed,
        left == 0 ? "" : ", " + left + " left out as undefined");
  }

  private static String unit(Cases cases) {
    return cases.patients().isPresent() ? "patient" : "case";
  }

  /** Linear between the two nearest of the sorted values. */
  static double quantile(double[] sorted, double part) {
    double place = (sorted.length - 1) * part;
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }
}
