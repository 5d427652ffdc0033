package org.pleura.evaluate;

import java.util.List;
import java.util.Optional;
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
 * @param threshold how the confusion matrix's threshold came about
 * @param baseline the accuracy beside that of always naming the more frequent class
 * @param atPrevalence the predictive values at a stated prevalence, where one was stated
 * @param temperature temperature scaling, fitted on the validation part
 * @param subgroups the figures of some of the cases, grouping by grouping
 */
public record Evaluation(
    int cases,
    int positives,
    OptionalInt patients,
    boolean scoredByLogit,
    ConfusionMatrix confusion,
    Estimate accuracyByPatient,
    Discrimination discrimination,
    Calibration calibration,
    Threshold threshold,
    Baseline baseline,
    Optional<PredictiveValues> atPrevalence,
    TemperatureScaling temperature,
    List<Subgroup> subgroups) {
  static final String PATIENTS_UNKNOWN =
      "the patients are not known, so cases of one patient cannot be kept together";

  /** Copies the groups. */
  public Evaluation {
    subgroups = List.copyOf(subgroups);
  }

  /**
   * What an evaluation is to find out beyond what it always does.
   *
   * @param rule how to find the threshold
   * @param prevalence between 0 and 1, at which predictive values are wanted too
   * @param groupings of the test cases
   */
  public record Asked(ThresholdRule rule, OptionalDouble prevalence, List<Grouping> groupings) {
    /**
     * Checks the prevalence and copies the groupings.
     *
     * @throws IllegalArgumentException if the prevalence is not between 0 and 1
     */
    public Asked {
      groupings = List.copyOf(groupings);
      if (prevalence.isPresent()
          && !(prevalence.getAsDouble() > 0 && prevalence.getAsDouble() < 1)) {
        throw new IllegalArgumentException(
            "a prevalence is more than 0 and less than 1: " + prevalence.getAsDouble());
      }
    }

    /**
     * Nothing but a threshold.
     *
     * @param threshold above which a case is called positive, 0 to 1
     * @return the question
     * @throws IllegalArgumentException if the threshold is not 0 to 1
     */
    public static Asked at(double threshold) {
      return new Asked(new ThresholdRule.Fixed(threshold), OptionalDouble.empty(), List.of());
    }
  }

  /**
   * Evaluates with a threshold named beforehand and no validation cases.
   *
   * @param cases labels and answers; may be empty
   * @param threshold the probability above which a case is called positive, 0 to 1
   * @return all figures
   * @throws IllegalArgumentException if the threshold is not 0 to 1
   */
  public static Evaluation of(Cases cases, double threshold) {
    return of(cases, Cases.ofProbabilities(new boolean[0], new double[0]), Asked.at(threshold));
  }

  /**
   * Evaluates with the {@linkplain Bootstrap#standard() standard} bootstrap. Figures that the cases
   * do not have, for want of a class, of cases or of patients, are undefined and say why.
   *
   * @param cases labels and answers; may be empty
   * @param validation others, on which a threshold and a temperature are found; may be empty
   * @param asked what else is wanted
   * @return all figures
   * @throws IllegalArgumentException if a grouping is not of these cases
   */
  public static Evaluation of(Cases cases, Cases validation, Asked asked) {
    Bootstrap bootstrap = Bootstrap.standard();
    Threshold threshold = Threshold.of(asked.rule(), validation, bootstrap);
    ConfusionMatrix confusion = ConfusionMatrix.of(cases, threshold.value());
    return new Evaluation(
        cases.size(),
        cases.positives(),
        cases.patients(),
        cases.scoredByLogit(),
        confusion,
        accuracyByPatient(cases, threshold.value(), bootstrap),
        Discrimination.of(cases, bootstrap),
        Calibration.of(cases, bootstrap),
        threshold,
        Baseline.of(cases, threshold.value(), bootstrap),
        asked.prevalence().isPresent()
            ? Optional.of(PredictiveValues.of(confusion, asked.prevalence().getAsDouble()))
            : Optional.empty(),
        TemperatureScaling.of(validation, cases, bootstrap),
        asked.groupings().stream()
            .flatMap(by -> Subgroup.of(cases, by, threshold.value(), bootstrap).stream())
            .toList());
  }

  /**
   * The AUROC as it is told where it has one interval: of whole patients where they are known and
   * can tell, of independent cases otherwise.
   *
   * @return the estimate, with the method of its interval
   */
  public Estimate auroc() {
    return told(discrimination.aurocByPatient(), discrimination.auroc());
  }

  /**
   * The accuracy as it is told where it has one interval, as {@link #auroc()}.
   *
   * @return the estimate, with the method of its interval
   */
  public Estimate accuracy() {
    return told(accuracyByPatient, confusion.accuracy());
  }

  /**
   * Which of two intervals of one figure is told: images of one patient resemble each other, so
   * that of whole patients. It is undefined where patients are not known, or where every resample
   * is the same, as of a perfect order.
   *
   * @param byPatient the figure with patients resampled whole
   * @param independent the figure with independent cases
   * @return one of the two
   */
  public static Estimate told(Estimate byPatient, Estimate independent) {
    return byPatient instanceof Estimate.Known ? byPatient : independent;
  }

  /**
   * The accuracy at a threshold, patients resampled whole by the {@linkplain Bootstrap#standard()
   * standard} bootstrap, as {@link #accuracyByPatient()}.
   *
   * @param cases labels and answers; may be empty
   * @param threshold the probability above which a case is called positive
   * @return the accuracy; undefined without cases, or where the patients are not known
   */
  public static Estimate accuracyByPatient(Cases cases, double threshold) {
    return accuracyByPatient(cases, threshold, Bootstrap.standard());
  }

  static Estimate accuracyByPatient(Cases cases, double threshold, Bootstrap bootstrap) {
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
