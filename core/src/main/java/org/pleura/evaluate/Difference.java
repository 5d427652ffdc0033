package org.pleura.evaluate;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far two figures of the same cases are apart, the first less the second, with a test of
 * whether they differ at all.
 *
 * @param estimate the difference with its interval, or why there is none
 * @param p how often the test would see so much or more if there were no difference, on either
 *     side; empty where the difference is undefined
 * @param test the name of the test
 */
public record Difference(Estimate estimate, OptionalDouble p, String test) {

  /** Of differences for people: with two, an end just below 0 would read -0.00. */
  static final int DECIMALS = 3;

  /**
   * The difference, its interval and the test in one line.
   *
   * @return {@code 0.031 (-0.020 to 0.082), p = 0.240 (test)}
   */
  public String text() {
    return estimate.text(DECIMALS)
        + (p.isEmpty() ? "" : ", " + text(p.getAsDouble()) + " (" + test + ")");
  }

  private static String text(double p) {
    return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
  }

  /**
   * The interval to decide by, of one by patient and one of independent cases: that which holds 0,
   * if one does, and otherwise that by patient. Patients resampled are right where their images
   * resemble each other, but of a handful of them the percentiles are too narrow; a difference is
   * called only where neither interval holds 0.
   */
  static Estimate cautious(Estimate byPatient, Estimate independent) {
    if (!(byPatient instanceof Estimate.Known)) {
      return independent;
    }
    boolean doubted = independent instanceof Estimate.Known && !isSure(independent);
    return isSure(byPatient) && doubted ? independent : byPatient;
  }

  /** Whether an interval leaves out 0. */
  static boolean isSure(Estimate difference) {
    return difference instanceof Estimate.Known known && (known.low() > 0 || known.high() < 0);
  }
}
