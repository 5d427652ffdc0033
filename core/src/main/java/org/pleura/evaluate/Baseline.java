package org.pleura.evaluate;

/**
 * A classifier beside one that does not look: it always names the class that is more frequent among
 * these cases.
 *
 * @param positive whether that class is the positive one; where both are as frequent, the negative
 *     one is named
 * @param accuracy how often that is right
 * @param against the classifier's accuracy less this one, on the same cases
 */
public record Baseline(boolean positive, Estimate accuracy, PairedAccuracy against) {

  /**
   * Compares.
   *
   * @param cases labels and answers
   * @param threshold above which the classifier calls a case positive
   * @param bootstrap how to resample
   * @return the baseline, undefined without cases
   */
  static Baseline of(Cases cases, double threshold, Bootstrap bootstrap) {
    boolean positive = cases.positives() > cases.negatives();
    boolean[] rightly = new boolean[cases.size()];
    for (int i = 0; i < rightly.length; i++) {
      rightly[i] = cases.positive(i) == positive;
    }
    return new Baseline(
        positive,
        ConfusionMatrix.of(cases, threshold).majorityBaseline(),
        PairedAccuracy.of(cases, cases.calledRightly(threshold), rightly, bootstrap));
  }

  /**
   * Whether the classifier is surely better.
   *
   * @return one sentence
   */
  public String sentence() {
    return sentence(against.byPatient(), against.difference().estimate());
  }

  /**
   * Whether a classifier is surely better than one that does not look, for those who have the
   * difference of the accuracies alone.
   *
   * @param byPatient the difference with whole patients resampled
   * @param independent the same with cases that are independent
   * @return one sentence, by the more cautious of the two
   */
  public static String sentence(Estimate byPatient, Estimate independent) {
    Estimate difference = Difference.cautious(byPatient, independent);
    if (!(difference instanceof Estimate.Known known)) {
      return "Whether the accuracy is better than always saying the more frequent class is "
          + difference.text()
          + ".";
    }
    if (known.low() > 0) {
      return "The accuracy is surely better than always saying the more frequent class, by "
          + known.text(Difference.DECIMALS)
          + ".";
    }
    if (known.high() < 0) {
      Estimate worse =
          new Estimate.Known(-known.value(), -known.high(), -known.low(), known.method());
      return "The accuracy is surely worse than always saying the more frequent class, by "
          + worse.text(Difference.DECIMALS)
          + ".";
    }
    return "It cannot be said that the accuracy is better than always saying the more frequent"
        + " class: the difference is "
        + known.text(Difference.DECIMALS)
        + ".";
  }
}
