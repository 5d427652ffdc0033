package org.pleura.evaluate;

/**
 * How many cases were called rightly and wrongly at a threshold, and the rates that follow, each
 * with its Wilson interval. A case is called positive if its probability is strictly greater than
 * the threshold, as Keras's {@code BinaryAccuracy} does: at 0.5, a probability of 0.5 is negative.
 *
 * @param threshold the probability above which a case is called positive
 * @param truePositives cases with the finding, called positive
 * @param falsePositives cases without the finding, called positive
 * @param trueNegatives cases without the finding, called negative
 * @param falseNegatives cases with the finding, called negative
 */
public record ConfusionMatrix(
    double threshold,
    int truePositives,
    int falsePositives,
    int trueNegatives,
    int falseNegatives) {
  /**
   * Counts cases.
   *
   * @param cases what to count
   * @param threshold 0 to 1
   * @return the counts
   * @throws IllegalArgumentException if the threshold is not 0 to 1
   */
  public static ConfusionMatrix of(Cases cases, double threshold) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException("a threshold is a probability, 0 to 1: " + threshold);
    }
    int truePositives = 0;
    int falsePositives = 0;
    int trueNegatives = 0;
    int falseNegatives = 0;
    for (int i = 0; i < cases.size(); i++) {
      boolean called = cases.probability(i) > threshold;
      if (cases.positive(i)) {
        truePositives += called ? 1 : 0;
        falseNegatives += called ? 0 : 1;
      } else {
        falsePositives += called ? 1 : 0;
        trueNegatives += called ? 0 : 1;
      }
    }
    return new ConfusionMatrix(
        threshold, truePositives, falsePositives, trueNegatives, falseNegatives);
  }

  /**
   * All cases.
   *
   * @return the sum of the four counts
   */
  public int cases() {
    return positives() + negatives();
  }

  /**
   * Cases with the finding, however they were called.
   *
   * @return true positives and false negatives
   */
  public int positives() {
    return truePositives + falseNegatives;
  }

  /**
   * Cases without the finding, however they were called.
   *
   * @return true negatives and false positives
   */
  public int negatives() {
    return trueNegatives + falsePositives;
  }

  /**
   * The part of all cases that was called rightly: {@code (tp + tn) / (tp + fp + tn + fn)}.
   *
   * @return 0 to 1, or undefined without cases
   */
  public Estimate accuracy() {
    return Wilson.of(
        truePositives + trueNegatives, cases(), "accuracy needs at least one case; there are none");
  }

  /**
   * The part of the cases with the finding that was called positive: {@code tp / (tp + fn)}; also
   * named recall and true positive rate.
   *
   * @return 0 to 1, or undefined without such cases
   */
  public Estimate sensitivity() {
    return Wilson.of(
        truePositives,
        positives(),
        "sensitivity needs at least one case with the finding; there are none");
  }

  /**
   * The part of the cases without the finding that was called negative: {@code tn / (tn + fp)}.
   *
   * @return 0 to 1, or undefined without such cases
   */
  public Estimate specificity() {
    return Wilson.of(
        trueNegatives,
        negatives(),
        "specificity needs at least one case without the finding; there are none");
  }

  /**
   * The part of the cases called positive that has the finding: {@code tp / (tp + fp)}, at the
   * prevalence of these cases; also named precision.
   *
   * @return 0 to 1, or undefined if none was called positive
   */
  public Estimate positivePredictiveValue() {
    return Wilson.of(
        truePositives,
        truePositives + falsePositives,
        "the positive predictive value needs at least one case called positive; there are none");
  }

  /**
   * The part of the cases called negative that does not have the finding: {@code tn / (tn + fn)},
   * at the prevalence of these cases.
   *
   * @return 0 to 1, or undefined if none was called negative
   */
  public Estimate negativePredictiveValue() {
    return Wilson.of(
        trueNegatives,
        trueNegatives + falseNegatives,
        "the negative predictive value needs at least one case called negative; there are none");
  }

  /**
   * The accuracy of always naming the class that is more frequent among these cases: what every
   * accuracy should be read beside.
   *
   * @return 0.5 to 1, or undefined without cases
   */
  public Estimate majorityBaseline() {
    return Wilson.of(
        Math.max(positives(), negatives()),
        cases(),
        "the majority baseline needs at least one case; there are none");
  }
}
