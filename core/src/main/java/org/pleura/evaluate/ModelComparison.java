package org.pleura.evaluate;

/**
 * Two classifiers on the same cases. Which is better is a question about their difference: two
 * intervals that overlap do not answer it, because both classifiers meet the same easy and hard
 * cases.
 *
 * @param cases how many
 * @param auroc the difference in order
 * @param accuracy the difference in calls, each classifier at its own threshold
 * @param accuracyOfSecond of the second alone, at its threshold
 * @param firstThreshold of the first
 * @param secondThreshold of the second
 */
public record ModelComparison(
    int cases,
    PairedAuroc auroc,
    PairedAccuracy accuracy,
    Estimate accuracyOfSecond,
    double firstThreshold,
    double secondThreshold) {

  /**
   * Compares.
   *
   * @param first answers of one classifier
   * @param second answers of the other to the same cases in the same order
   * @param firstThreshold above which the first calls a case positive
   * @param secondThreshold above which the second does
   * @param bootstrap how to resample
   * @return the comparison
   * @throws IllegalArgumentException if the labels or the patients differ
   */
  public static ModelComparison of(
      Cases first,
      Cases second,
      double firstThreshold,
      double secondThreshold,
      Bootstrap bootstrap) {
    if (!first.sameTruthAs(second)) {
      throw new IllegalArgumentException(
          "two classifiers are compared on the same cases, but labels or patients differ");
    }
    return new ModelComparison(
        first.size(),
        PairedAuroc.of(first, second, bootstrap),
        PairedAccuracy.of(
            first,
            first.calledRightly(firstThreshold),
            second.calledRightly(secondThreshold),
            bootstrap),
        Evaluation.told(
            Evaluation.accuracyByPatient(second, secondThreshold, bootstrap),
            ConfusionMatrix.of(second, secondThreshold).accuracy()),
        firstThreshold,
        secondThreshold);
  }

  /**
   * What may be said, and no more: a difference only where neither its interval by patient nor that
   * of independent cases holds 0.
   *
   * @param first what the first classifier is called
   * @param second what the second is called
   * @return one or two sentences
   */
  public String sentence(String first, String second) {
    Estimate order = auroc.cautious();
    Estimate calls = accuracy.cautious();
    if (!Difference.isSure(order) && !Difference.isSure(calls)) {
      return "No difference can be called: that of the AUROC is "
          + order.text(Difference.DECIMALS)
          + " and that of the accuracy "
          + calls.text(Difference.DECIMALS)
          + ". This does not say that the two are equally good; a difference within these intervals"
          + " may be there.";
    }
    return said("orders", "AUROC", order, first, second)
        + " "
        + said("calls", "accuracy", calls, first, second);
  }

  private static String said(
      String verb, String figure, Estimate difference, String first, String second) {
    if (!Difference.isSure(difference)) {
      return "No difference of the "
          + figure
          + " can be called: "
          + difference.text(Difference.DECIMALS)
          + ".";
    }
    boolean firstIsBetter = ((Estimate.Known) difference).low() > 0;
    return (firstIsBetter ? first : second)
        + " "
        + verb
        + " these cases better than "
        + (firstIsBetter ? second : first)
        + ": the difference of the "
        + figure
        + " ("
        + first
        + " less "
        + second
        + ") is "
        + difference.text(Difference.DECIMALS)
        + ".";
  }
}
