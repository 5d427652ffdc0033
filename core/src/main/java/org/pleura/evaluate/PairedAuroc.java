package org.pleura.evaluate;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The difference of two areas under the ROC curve on the same cases.
 *
 * @param first the first classifier's area
 * @param second the second's
 * @param difference the first less the second, cases taken as independent
 * @param byPatient the same, patients resampled whole; undefined where they are not known
 */
public record PairedAuroc(
    Estimate first, Estimate second, Difference difference, Estimate byPatient) {
  private static final String TEST = "DeLong's paired test";

  /**
   * Compares by the covariances of DeLong, DeLong and Clarke-Pearson (Biometrics 1988): {@code z =
   * (A - A') / sqrt(var A + var A' - 2 cov(A, A'))}, and the interval is {@code A - A' ± 1.96} of
   * that root.
   */
  static PairedAuroc of(Cases first, Cases second, Bootstrap bootstrap) {
    Estimate one = Evaluation.told(Auroc.byPatient(first, bootstrap), Auroc.of(first));
    Estimate other = Evaluation.told(Auroc.byPatient(second, bootstrap), Auroc.of(second));
    if (!first.hasBothClasses()) {
      return new PairedAuroc(one, other, undefined(one), one);
    }
    return new PairedAuroc(one, other, delong(first, second), byPatient(first, second, bootstrap));
  }

  /** The interval to decide by. */
  Estimate cautious() {
    return Difference.cautious(byPatient, difference.estimate());
  }

  private static Difference undefined(Estimate reason) {
    return new Difference(reason, OptionalDouble.empty(), TEST);
  }

  private static Difference delong(Cases first, Cases second) {
    Placements one = Placements.of(first);
    Placements other = Placements.of(second);
    OptionalDouble variance = one.varianceOfDifference(other);
    double value = one.area() - other.area();
    if (variance.isEmpty()) {
      return undefined(
          new Estimate.Undefined(
              String.format(
                  Locale.ROOT,
                  "the difference is %.4g, but both order these cases so alike, or there are so few"
                      + " of them, that DeLong's variance is zero or does not exist",
                  value)));
    }
    double error = Math.sqrt(variance.getAsDouble());
    double half = Wilson.Z * error;
    return new Difference(
        new Estimate.Known(
            value,
            Math.max(-1, value - half),
            Math.min(1, value + half),
            "DeLong for paired areas, 95 %"),
        OptionalDouble.of(Normal.twoSided(value / error)),
        TEST);
  }

  private static Estimate byPatient(Cases first, Cases second, Bootstrap bootstrap) {
    if (first.patients().isEmpty()) {
      return new Estimate.Undefined(Evaluation.PATIENTS_UNKNOWN);
    }
    Ranking one = Ranking.of(first);
    Ranking other = Ranking.of(second);
    return bootstrap.estimate(
        first,
        weights -> {
          Ranking.Steps steps = one.steps(weights);
          return steps.hasBothClasses()
              ? OptionalDouble.of(steps.auroc() - other.steps(weights).auroc())
              : OptionalDouble.empty();
        });
  }
}
