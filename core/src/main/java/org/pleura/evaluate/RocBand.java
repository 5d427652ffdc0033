package org.pleura.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The doubt around a ROC curve: for each false positive rate 0, 0.01, ..., 1 an interval for the
 * sensitivity there. It is pointwise: each interval holds the truth in about 95 of 100 samples, all
 * of them together less often.
 *
 * <p>The intervals are percentiles of resampled curves read at a fixed false positive rate, so they
 * carry the doubt about the threshold as well as that about the sensitivity at it. Resampling
 * cannot imagine cases it has not seen, and would give a perfect curve a band of width zero; so no
 * interval is narrower than Wilson's for the sensitivity alone.
 *
 * @param levels in ascending order of false positive rate
 * @param method how the band was made
 */
public record RocBand(List<Level> levels, String method) {
  private static final int PARTS = 100;

  /** Copies the levels. */
  public RocBand {
    levels = List.copyOf(levels);
  }

  /**
   * The band at one false positive rate.
   *
   * @param falsePositiveRate 0 to 1
   * @param low the lower end of the sensitivity's interval
   * @param high the upper end
   */
  public record Level(double falsePositiveRate, double low, double high) {}

  /**
   * The band of the cases' curve.
   *
   * @param cases of both classes
   * @param bootstrap how to resample; resamples in which a class is missing are left out
   * @return the band
   * @throws IllegalArgumentException if a class is missing
   */
  public static RocBand of(Cases cases, Bootstrap bootstrap) {
    if (!cases.hasBothClasses()) {
      throw new IllegalArgumentException(cases.needsBothClasses("the ROC curve's band"));
    }
    Ranking ranking = Ranking.of(cases);
    double[][] drawn = new double[PARTS + 1][bootstrap.resamples()];
    int[] defined = {0};
    bootstrap.forEach(
        cases,
        weights -> {
          Ranking.Steps steps = ranking.steps(weights);
          if (steps.hasBothClasses()) {
            double[] at = steps.sensitivities(PARTS);
            for (int part = 0; part <= PARTS; part++) {
              drawn[part][defined[0]] = at[part];
            }
            defined[0]++;
          }
        });
    double[] curve = ranking.steps().sensitivities(PARTS);
    List<Level> levels = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      Estimate.Known wilson = Wilson.ofProportion(curve[part], cases.positives(), "");
      double low = wilson.low();
      double high = wilson.high();
      if (defined[0] > 0) {
        double[] sorted = Arrays.copyOf(drawn[part], defined[0]);
        Arrays.sort(sorted);
        low = Math.min(low, Bootstrap.quantile(sorted, 0.025));
        high = Math.max(high, Bootstrap.quantile(sorted, 0.975));
      }
      levels.add(new Level((double) part / PARTS, low, high));
    }
    // Who calls everything positive misses no positive: of this end there is no doubt.
    levels.add(new Level(1, 1, 1));
    return new RocBand(
        levels,
        "pointwise, no narrower than Wilson; "
            + bootstrap.method(cases, bootstrap.resamples() - defined[0]));
  }
}
