package org.pleura.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/**
 * Whether probabilities mean what they say: of the cases given 0.7, about 70 % should have the
 * finding.
 *
 * @param brier the mean squared distance of probability and label, 0 to 1; always saying 0.5 costs
 *     0.25 (Brier, Monthly Weather Review 1950)
 * @param crossEntropy the mean binary cross-entropy, the loss of training, in nats; always saying
 *     0.5 costs ln 2 = 0.69
 * @param reliability what came true, by probability; bins without cases are left out
 * @param error how far the bins lie from what was said, and how far they would by chance
 * @param recalibration the straight line that would put the logits right
 */
public record Calibration(
    Estimate brier,
    Estimate crossEntropy,
    List<Bin> reliability,
    CalibrationError error,
    Recalibration recalibration) {
  static final int BINS = 10;

  /** As Keras does, so that a certain and wrong probability costs much but not infinitely much. */
  private static final double CLIP = 1e-7;

  /** Copies the bins. */
  public Calibration {
    reliability = List.copyOf(reliability);
  }

  /**
   * The cases of similar probability.
   *
   * @param from the lowest probability of the bin
   * @param to one tenth above it; belongs to the next bin, save that 1 belongs to the last
   * @param cases how many, 1 or more
   * @param meanProbability what the classifier said, on average
   * @param observed the part that had the finding, with its Wilson interval
   */
  public record Bin(double from, double to, int cases, double meanProbability, Estimate observed) {}

  /**
   * Measures cases. The cross-entropy is computed from logits where there are any, {@code max(z, 0)
   * - y z + log(1 + exp(-|z|))}, and otherwise from probabilities clipped to 1e-7 and 1 - 1e-7.
   *
   * @param cases what to measure
   * @param bootstrap how to resample
   * @return the figures, undefined without cases
   */
  public static Calibration of(Cases cases, Bootstrap bootstrap) {
    return new Calibration(
        mean("the Brier score", cases, i -> squaredError(cases, i), bootstrap),
        mean("the cross-entropy", cases, i -> crossEntropy(cases, i), bootstrap),
        reliability(cases),
        CalibrationError.of(cases, bootstrap),
        Recalibration.of(cases));
  }

  /** The cross-entropy of other answers to the same cases, less that of these. */
  static Estimate crossEntropyChange(Cases these, Cases other, Bootstrap bootstrap) {
    return mean(
        "the change", these, i -> crossEntropy(other, i) - crossEntropy(these, i), bootstrap);
  }

  /** The Brier score of other answers to the same cases, less that of these. */
  static Estimate brierChange(Cases these, Cases other, Bootstrap bootstrap) {
    return mean(
        "the change", these, i -> squaredError(other, i) - squaredError(these, i), bootstrap);
  }

  /** The bin a probability falls into. */
  static int bin(double probability) {
    return Math.min((int) (probability * BINS), BINS - 1);
  }

  private static double squaredError(Cases cases, int i) {
    double error = cases.probability(i) - (cases.positive(i) ? 1 : 0);
    return error * error;
  }

  private static double crossEntropy(Cases cases, int i) {
    if (cases.scoredByLogit()) {
      double z = cases.score(i);
      double linear = Math.max(z, 0) - (cases.positive(i) ? z : 0);
      return linear + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }
    double p = Math.min(Math.max(cases.probability(i), CLIP), 1 - CLIP);
    return -StrictMath.log(cases.positive(i) ? p : 1 - p);
  }

  private static Estimate mean(
      String figure, Cases cases, IntToDoubleFunction loss, Bootstrap bootstrap) {
    if (cases.size() == 0) {
      return new Estimate.Undefined(figure + " needs at least one case; there are none");
    }
    double[] losses = new double[cases.size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = loss.applyAsDouble(i);
    }
    return bootstrap.estimate(cases, weights -> OptionalDouble.of(weightedMean(losses, weights)));
  }

  private static double weightedMean(double[] values, int[] weights) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
      count += weights[i];
    }
    return sum / count;
  }

  private static List<Bin> reliability(Cases cases) {
    int[] counts = new int[BINS];
    int[] positives = new int[BINS];
    double[] sums = new double[BINS];
    for (int i = 0; i < cases.size(); i++) {
      int bin = bin(cases.probability(i));
      counts[bin]++;
      positives[bin] += cases.positive(i) ? 1 : 0;
      sums[bin] += cases.probability(i);
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        bins.add(
            new Bin(
                (double) bin / BINS,
                (double) (bin + 1) / BINS,
                counts[bin],
                sums[bin] / counts[bin],
                Wilson.of(positives[bin], counts[bin], "the bin has no cases")));
      }
    }
    return bins;
  }
}
