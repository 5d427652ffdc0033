package org.pleura.evaluate;

import java.util.OptionalDouble;

/**
 * Average precision: the precision at each threshold, weighted by the sensitivity gained there,
 * {@code sum over k of (R_k - R_{k-1}) P_k}, without interpolation and with equal scores as one
 * threshold. Chance is the prevalence, not 0.5, so it says more than the AUROC where the finding is
 * rare, and cannot be compared between samples of different prevalence.
 */
public final class AveragePrecision {
  private AveragePrecision() {}

  /**
   * Average precision with its interval: bootstrap where resampling says something, and otherwise
   * (perfect order, very few cases) Wilson's with the cases with the finding as trials, the
   * binomial interval of Boyd, Eng and Page (ECML PKDD 2013) in score form.
   *
   * @param cases ordered by their scores
   * @param bootstrap how to resample
   * @return 0 to 1, or undefined if a class is missing
   */
  public static Estimate of(Cases cases, Bootstrap bootstrap) {
    if (!cases.hasBothClasses()) {
      return new Estimate.Undefined(cases.needsBothClasses("average precision"));
    }
    Ranking ranking = Ranking.of(cases);
    Bootstrap.Statistic statistic =
        weights -> {
          Ranking.Steps steps = ranking.steps(weights);
          return steps.hasBothClasses()
              ? OptionalDouble.of(steps.averagePrecision())
              : OptionalDouble.empty();
        };
    Estimate resampled = bootstrap.estimate(cases, statistic);
    if (resampled instanceof Estimate.Known) {
      return resampled;
    }
    return Wilson.ofProportion(
        ranking.steps().averagePrecision(),
        cases.positives(),
        "Wilson with the positive cases as trials, 95 %");
  }
}
