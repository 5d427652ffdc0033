package org.pleura.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * For each case, the part of the other class on the right side of it, ties counting one half:
 * DeLong's structural components. Their mean over either class is the area under the curve, and
 * their variances, or the covariances of two classifiers' placements, are those of areas.
 */
final class Placements {
  /** Of the cases with the finding: the part of the others that scores lower. */
  private final double[] ofPositives;

  /** Of the cases without the finding: the part of the others that scores higher. */
  private final double[] ofNegatives;

  private final double area;

  private Placements(double[] ofPositives, double[] ofNegatives, double area) {
    this.ofPositives = ofPositives;
    this.ofNegatives = ofNegatives;
    this.area = area;
  }

  /** Of cases of both classes; each class in the order of the cases. */
  static Placements of(Cases cases) {
    Ranking ranking = Ranking.of(cases);
    Ranking.Steps steps = ranking.steps();
    int[] groupOf = ranking.groupOf();
    double[] ofPositives = new double[steps.positives()];
    double[] ofNegatives = new double[steps.negatives()];
    int p = 0;
    int n = 0;
    for (int i = 0; i < cases.size(); i++) {
      int k = groupOf[i];
      if (cases.positive(i)) {
        int twiceAbove = steps.falsePositives(k) + steps.falsePositives(k + 1);
        ofPositives[p++] = 1 - twiceAbove / (2.0 * steps.negatives());
      } else {
        int twiceAbove = steps.truePositives(k) + steps.truePositives(k + 1);
        ofNegatives[n++] = twiceAbove / (2.0 * steps.positives());
      }
    }
    return new Placements(ofPositives, ofNegatives, steps.auroc());
  }

  double area() {
    return area;
  }

  /** DeLong's variance of the area; empty if it is zero or needs more cases than there are. */
  OptionalDouble variance() {
    if (ofPositives.length < 2
        || ofNegatives.length < 2
        || (allEqual(ofPositives) && allEqual(ofNegatives))) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        variance(ofPositives) / ofPositives.length + variance(ofNegatives) / ofNegatives.length);
  }

  /**
   * DeLong's variance of the difference of two classifiers' areas on the same cases, {@code
   * var(parts - parts') / m + var(parts - parts') / n}: the covariances are in it. Empty if it is
   * zero or needs more cases than there are.
   */
  OptionalDouble varianceOfDifference(Placements other) {
    return new Placements(
            minus(ofPositives, other.ofPositives),
            minus(ofNegatives, other.ofNegatives),
            area - other.area)
        .variance();
  }

  private static double[] minus(double[] these, double[] those) {
    double[] differences = new double[these.length];
    Arrays.setAll(differences, i -> these[i] - those[i]);
    return differences;
  }

  private static boolean allEqual(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }

  private double variance(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += (value - area) * (value - area);
    }
    return sum / (values.length - 1);
  }
}
