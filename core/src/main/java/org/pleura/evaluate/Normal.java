package org.pleura.evaluate;

/** The tail of the normal distribution. */
final class Normal {
  private Normal() {}

  /**
   * How often a standard normal number is at least so far from 0, on either side: {@code erfc(|z| /
   * sqrt 2)}. Near 0 by the series {@code 1 - 2 phi(z) (z + z^3/3 + z^5/15 + ...)}, whose terms are
   * all positive; further out by Laplace's continued fraction {@code 2 phi(z) / (z + 1/(z + 2/(z +
   * 3/(z + ...))))} (Abramowitz and Stegun 26.2.11 and 26.2.14).
   */
  static double twoSided(double z) {
    double x = Math.abs(z);
    double density = StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    if (x < 3) {
      double term = x;
      double sum = x;
      for (int k = 3; term > 1e-17 * sum; k += 2) {
        term *= x * x / k;
        sum += term;
      }
      return 1 - 2 * density * sum;
    }
    double fraction = x;
    for (int k = 200; k >= 1; k--) {
      fraction = x + k / fraction;
    }
    return 2 * density / fraction;
  }
}
