package org.pleura.evaluate;

import java.util.OptionalDouble;

/**
 * The area under the receiver operating characteristic: how often a case with the finding scores
 * higher than one without, a tie counting one half. 0.5 is chance, 1 is perfect order.
 */
public final class Auroc {
  private static final String METHOD = "DeLong on the logit scale, 95 %";
  private static final String METHOD_AT_THE_EDGE = "Newcombe's score interval, 95 %";

  private Auroc() {}

  /**
   * The area with the variance of DeLong, DeLong and Clarke-Pearson (Biometrics 1988), by ranks as
   * Sun and Xu (IEEE Signal Processing Letters 2014) do, in O(n log n). With m cases with the
   * finding, n without, and for each case the part of the other class that it beats:
   *
   * <pre>{@code var = var(parts of the m) / m + var(parts of the n) / n}</pre>
   *
   * <p>The interval is symmetric on the scale of log(area / (1 - area)) (Pepe 2003, Qin and
   * Hotilovac 2008): it stays inside 0 to 1 and keeps its level near 1, where the plain one fails.
   *
   * <p>Where that variance is zero or does not exist (perfect order, all scores equal, one case in
   * a class) there is doubt nevertheless, and the interval is Newcombe's (Statistics in Medicine
   * 2006, method 5), which holds the areas t with {@code |area - t| <= z sqrt(V(t))} and {@code
   * V(t) = t (1-t) (1 + k (1-t)/(2-t) + k t/(1+t)) / (m n), k = (m+n)/2 - 1}.
   *
   * <p>It takes cases as independent; {@link #byPatient} does not.
   *
   * @param cases ordered by their scores
   * @return 0 to 1, or undefined if a class is missing
   */
  public static Estimate of(Cases cases) {
    if (!cases.hasBothClasses()) {
      return new Estimate.Undefined(cases.needsBothClasses("AUROC"));
    }
    Placements placements = Placements.of(cases);
    double area = placements.area();
    OptionalDouble variance = placements.variance();
    if (variance.isEmpty()) {
      return newcombe(area, cases.positives(), cases.negatives());
    }
    double logit = StrictMath.log(area / (1 - area));
    double half = Wilson.Z * Math.sqrt(variance.getAsDouble()) / (area * (1 - area));
    return new Estimate.Known(area, inverseLogit(logit - half), inverseLogit(logit + half), METHOD);
  }

  /**
   * The area with a bootstrap interval that keeps each patient's cases together.
   *
   * @param cases ordered by their scores
   * @param bootstrap how to resample
   * @return 0 to 1, or undefined if a class is missing or the patients are not known
   */
  public static Estimate byPatient(Cases cases, Bootstrap bootstrap) {
    if (!cases.hasBothClasses()) {
      return new Estimate.Undefined(cases.needsBothClasses("AUROC"));
    }
    if (cases.patients().isEmpty()) {
      return new Estimate.Undefined(Evaluation.PATIENTS_UNKNOWN);
    }
    Ranking ranking = Ranking.of(cases);
    return bootstrap.estimate(
        cases,
        weights -> {
          Ranking.Steps steps = ranking.steps(weights);
          return steps.hasBothClasses() ? OptionalDouble.of(steps.auroc()) : OptionalDouble.empty();
        });
  }

  private static double inverseLogit(double logit) {
    return 1 / (1 + StrictMath.exp(-logit));
  }

  static Estimate.Known newcombe(double area, int positives, int negatives) {
    return new Estimate.Known(
        area,
        area == 0 ? 0 : newcombeEnd(area, 0, positives, negatives),
        area == 1 ? 1 : newcombeEnd(area, 1, positives, negatives),
        METHOD_AT_THE_EDGE);
  }

  /** Bisects between the area, which is inside the interval, and 0 or 1, which is outside. */
  private static double newcombeEnd(double area, double outermost, int m, int n) {
    double k = (m + n) / 2.0 - 1;
    double inside = area;
    double outside = outermost;
    for (int halving = 0; halving < 100; halving++) {
      double t = (inside + outside) / 2;
      double variance =
          t * (1 - t) * (1 + k * (1 - t) / (2 - t) + k * t / (1 + t)) / ((double) m * n);
      if (Math.abs(area - t) <= Wilson.Z * Math.sqrt(variance)) {
        inside = t;
      } else {
        outside = t;
      }
    }
    return (inside + outside) / 2;
  }
}
