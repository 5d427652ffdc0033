package org.pleura.evaluate;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The difference of two accuracies on the same cases. Only the cases that one classifier calls
 * rightly and the other wrongly say anything about it.
 *
 * @param onlyFirst cases that only the first called rightly
 * @param onlySecond cases that only the second called rightly
 * @param difference {@code (onlyFirst - onlySecond) / cases}, cases taken as independent
 * @param byPatient the same, patients resampled whole; undefined where they are not known
 */
public record PairedAccuracy(
    int onlyFirst, int onlySecond, Difference difference, Estimate byPatient) {
  private static final String TEST = "McNemar's exact test";

  /** Of cases, each called rightly or not by two classifiers. */
  static PairedAccuracy of(Cases cases, boolean[] first, boolean[] second, Bootstrap bootstrap) {
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] && !second[i] ? 1 : 0;
      onlySecond += second[i] && !first[i] ? 1 : 0;
    }
    if (first.length == 0) {
      Estimate none =
          new Estimate.Undefined("a difference needs at least one case; there are none");
      return new PairedAccuracy(0, 0, new Difference(none, OptionalDouble.empty(), TEST), none);
    }
    Difference difference =
        new Difference(
            interval(onlyFirst, onlySecond, first.length),
            OptionalDouble.of(exactP(onlyFirst, onlySecond)),
            TEST);
    return new PairedAccuracy(
        onlyFirst, onlySecond, difference, byPatient(cases, first, second, bootstrap));
  }

  /** The interval to decide by. */
  Estimate cautious() {
    return Difference.cautious(byPatient, difference.estimate());
  }

  /**
   * McNemar's test (Psychometrika 1947) without approximation: if both classifiers were equally
   * good, each case on which they differ would fall to either side like a coin. Twice the smaller
   * tail of the binomial distribution of one half, at most 1.
   *
   * @param onlyFirst cases that only the first called rightly, 0 or more
   * @param onlySecond cases that only the second called rightly, 0 or more
   * @return the probability of a split at least as uneven, 1 where there is no such case
   */
  public static double exactP(int onlyFirst, int onlySecond) {
    int tosses = onlyFirst + onlySecond;
    double logProbability = -tosses * StrictMath.log(2);
    double tail = 0;
    for (int k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
      tail += StrictMath.exp(logProbability);
      logProbability += StrictMath.log((tosses - k) / (k + 1.0));
    }
    return Math.min(1, 2 * tail);
  }

  /**
   * The score interval of a paired difference (Tango, Statistics in Medicine 1998): the differences
   * d for which {@code |b - c - n d| <= z sqrt(n (2 q + d (1 - d)))}, with b and c the cases only
   * the first and only the second called rightly, and q the likeliest part of the latter given d:
   * the positive root of {@code 2n q^2 - (b + c - (2n - b + c) d) q - c d (1 - d) = 0}.
   */
  static Estimate.Known interval(int onlyFirst, int onlySecond, int cases) {
    double observed = (double) (onlyFirst - onlySecond) / cases;
    return new Estimate.Known(
        observed,
        observed == -1 ? -1 : end(observed, -1, onlyFirst, onlySecond, cases),
        observed == 1 ? 1 : end(observed, 1, onlyFirst, onlySecond, cases),
        "Tango's score interval, 95 %");
  }

  /** Bisects between the difference, which is inside the interval, and -1 or 1, which is not. */
  private static double end(double observed, double outermost, int b, int c, int n) {
    double inside = observed;
    double outside = outermost;
    for (int halving = 0; halving < 100; halving++) {
      double d = (inside + outside) / 2;
      double linear = -b - c + (2.0 * n - b + c) * d;
      double root = Math.sqrt(Math.max(0, linear * linear + 8.0 * n * c * d * (1 - d)));
      double q = (root - linear) / (4.0 * n);
      double variance = n * (2 * q + d * (1 - d));
      if (Math.abs(b - c - n * d) <= Wilson.Z * Math.sqrt(Math.max(0, variance))) {
        inside = d;
      } else {
        outside = d;
      }
    }
    return (inside + outside) / 2;
  }

  private static Estimate byPatient(
      Cases cases, boolean[] first, boolean[] second, Bootstrap bootstrap) {
    if (cases.patients().isEmpty()) {
      return new Estimate.Undefined(Evaluation.PATIENTS_UNKNOWN);
    }
    int[] gain = new int[first.length];
    Arrays.setAll(gain, i -> (first[i] ? 1 : 0) - (second[i] ? 1 : 0));
    return bootstrap.estimate(
        cases,
        weights -> {
          long sum = 0;
          long all = 0;
          for (int i = 0; i < weights.length; i++) {
            sum += (long) weights[i] * gain[i];
            all += weights[i];
          }
          return OptionalDouble.of((double) sum / all);
        });
  }
}
