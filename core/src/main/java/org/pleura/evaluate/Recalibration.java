package org.pleura.evaluate;

import java.util.Optional;

/**
 * How logits would have to be stretched and shifted to mean what they say: the logistic regression
 * {@code logit P(finding) = intercept + slope z} on the classifier's logits z (Cox, Biometrika
 * 1958). A slope below 1 is overconfidence: answers too near to 0 and 1, the usual mark of
 * overfitting; above 1, timidity. Perfect are slope 1 and intercept 0.
 *
 * <p>The intervals are Wald's, {@code value ± 1.96} standard errors; of whole patients where they
 * are known. Slope and intercept say nothing of bends between; the reliability diagram does.
 *
 * @param slope how far the logits are to be stretched
 * @param intercept what is then to be added
 * @param inTheLarge what is to be added if nothing is stretched: below 0, the finding is expected
 *     too often (Van Calster et al., BMC Medicine 2019)
 */
public record Recalibration(Estimate slope, Estimate intercept, Estimate inTheLarge) {

  /**
   * Fits.
   *
   * @param cases labels and answers
   * @return the figures; undefined if a class is missing, a probability is exactly 0 or 1, a single
   *     patient gave all cases, or (slope and intercept) no case is out of order
   */
  public static Recalibration of(Cases cases) {
    if (!cases.hasBothClasses()) {
      return undefined(cases.needsBothClasses("recalibration"));
    }
    if (cases.units() < 3) {
      return undefined(
          "recalibration needs at least 3 patients or independent cases; there are "
              + cases.units());
    }
    Optional<double[]> logits = cases.logits();
    if (logits.isEmpty()) {
      return undefined(INFINITE_LOGITS);
    }
    double[] z = logits.get();
    LogisticFit shift = LogisticFit.of(cases, z, LogisticFit.Fitted.INTERCEPT);
    Estimate inTheLarge =
        wald(shift.intercept(), shift.interceptError(), method(cases, "the slope held at 1, "));
    if (!overlap(cases, z)) {
      Estimate none =
          new Estimate.Undefined(
              "no slope is the likeliest where the logits separate the classes without an error, or"
                  + " are all equal: it would be infinite");
      return new Recalibration(none, none, inTheLarge);
    }
    LogisticFit fit = LogisticFit.of(cases, z, LogisticFit.Fitted.BOTH);
    return new Recalibration(
        wald(fit.slope(), fit.slopeError(), method(cases, "")),
        wald(fit.intercept(), fit.interceptError(), method(cases, "")),
        inTheLarge);
  }

  static final String INFINITE_LOGITS =
      "a probability of exactly 0 or 1 has no finite logit; give a column logit as well";

  private static Recalibration undefined(String reason) {
    Estimate none = new Estimate.Undefined(reason);
    return new Recalibration(none, none, none);
  }

  private static Estimate wald(double value, double error, String method) {
    double half = Wilson.Z * error;
    // A step of Newton's that overflows ends in no number; such logits fit no logistic curve.
    return Double.isFinite(value) && Double.isFinite(half) && half > 0
        ? new Estimate.Known(value, value - half, value + half, method)
        : new Estimate.Undefined("the logistic fit has no finite maximum on these logits");
  }

  private static String method(Cases cases, String held) {
    return "Wald"
        + (cases.patients().isPresent() ? " with errors of whole patients" : "")
        + ", "
        + held
        + "95 %";
  }

  /**
   * Whether some case of each class lies inside the other; then, and only then, a maximum exists.
   */
  static boolean overlap(Cases cases, double[] z) {
    double lowestPositive = Double.POSITIVE_INFINITY;
    double highestPositive = Double.NEGATIVE_INFINITY;
    double lowestNegative = Double.POSITIVE_INFINITY;
    double highestNegative = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < z.length; i++) {
      if (cases.positive(i)) {
        lowestPositive = Math.min(lowestPositive, z[i]);
        highestPositive = Math.max(highestPositive, z[i]);
      } else {
        lowestNegative = Math.min(lowestNegative, z[i]);
        highestNegative = Math.max(highestNegative, z[i]);
      }
    }
    return lowestPositive < highestNegative && lowestNegative < highestPositive;
  }
}
