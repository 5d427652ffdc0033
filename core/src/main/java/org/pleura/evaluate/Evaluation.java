package org.pleura.evaluate;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Every figure about a classifier's answers to one set of cases, ready to be written down.
 *
 * @param cases how many
 * @param positives how many of them have the finding
 * @param patients how many patients they come from, or empty if that is not known
 * @param scoredByLogit whether the cases were ordered by logit (the unit of the curve's thresholds)
 *     or by probability
 * @param confusion the counts at the threshold, and all rates that follow from them
 * @param accuracyByPatient the accuracy at that threshold, patients resampled whole; undefined
 *     where they are not known
 * @param discrimination what does not depend on a threshold
 * @param calibration whether the probabilities mean what they say
 */
public record Evaluation(
    int cases,
    int positives,
    OptionalInt patients,
    boolean scoredByLogit,
    ConfusionMatrix confusion,
    Estimate accuracyByPatient,
    Discrimination discrimination,
    Calibration calibration) {
  static final String PATIENTS_UNKNOWN =
      "the patients are not known, so cases of one patient cannot be kept together";

  /**
   * Evaluates with the {@linkplain Bootstrap#standard() standard} bootstrap. Figures that the cases
   * do not have, for want of a class, of cases or of patients, are undefined and say why.
   *
   * @param cases labels and answers; may be empty
   * @param threshold the probability above which a case is called positive, 0 to 1
   * @return all figures
   * @throws IllegalArgumentException if the threshold is not 0 to 1
   */
  public static Evaluation of(Cases cases, double threshold) {
    Bootstrap bootstrap = Bootstrap.standard();
    return new Evaluation(
        cases.size(),
        cases.positives(),
        cases.patients(),
        cases.scoredByLogit(),
        ConfusionMatrix.of(cases, threshold),
        accuracyByPatient(cases, threshold, bootstrap),
        Discrimination.of(cases, bootstrap),
        Calibration.of(cases, bootstrap));
  }

  private static Estimate accuracyByPatient(Cases cases, double threshold, Bootstrap bootstrap) {
    if (cases.size() == 0) {
      return new Estimate.Undefined("accuracy needs at least one case; there are none");
    }
    if (cases.patients().isEmpty()) {
      return new Estimate.Undefined(PATIENTS_UNKNOWN);
    }
    return bootstrap.estimate(
        cases,
        weights -> {
          long right = 0;
          long all = 0;
          for (int i = 0; i < weights.length; i++) {
            boolean called = cases.probability(i) > threshold;
            right += called == cases.positive(i) ? weights[i] : 0;
            all += weights[i];
          }
          return OptionalDouble.of((double) right / all);
        });
  }
}
