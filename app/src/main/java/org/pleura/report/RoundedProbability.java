package org.pleura.report;

import java.util.Locale;

/** A probability rounded for people, never into certainty. */
public final class RoundedProbability {
  private RoundedProbability() {}

  /**
   * Says a probability with so many digits. A sigmoid is never 0 or 1, though in 32 bits it may
   * look so: what rounds to one of them is told as beyond the last number before it.
   *
   * @param probability 0 to 1
   * @param digits after the point, 1 or more
   * @return for example {@code 0.123}, {@code > 0.999} or {@code < 0.001}
   */
  public static String words(double probability, int digits) {
    String rounded = fixed(probability, digits);
    double step = Math.pow(10, -digits);
    if (rounded.equals(fixed(1, digits))) {
      return "> " + fixed(1 - step, digits);
    }
    return rounded.equals(fixed(0, digits)) ? "< " + fixed(step, digits) : rounded;
  }

  private static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
