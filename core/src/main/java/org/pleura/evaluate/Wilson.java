package org.pleura.evaluate;

/**
 * The score interval of a proportion (Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 1927): the proportions p for which the observed one lies within z
 * standard errors of p. Unlike the textbook's Wald interval it stays inside 0 to 1, is never of
 * width zero, and holds its level for small samples and rates near 0 or 1 (Brown, Cai and DasGupta,
 * Statistical Science 2001).
 */
public final class Wilson {
  /** The normal distribution's 97.5 % point. */
  static final double Z = 1.959963984540054;

  private static final String METHOD = "Wilson, 95 %";

  private Wilson() {}

  /**
   * A proportion with its 95 % interval. With p = successes / trials and n = trials:
   *
   * <pre>{@code (p + z²/2n ± z sqrt(p (1-p) / n + z²/4n²)) / (1 + z²/n)}</pre>
   *
   * @param successes how many of the trials, 0 to {@code trials}
   * @param trials how many in all, 0 or more
   * @param reasonIfNone what to say when there are no trials
   * @return the proportion, or undefined for that reason
   * @throws IllegalArgumentException if successes are not among the trials
   */
  public static Estimate of(int successes, int trials, String reasonIfNone) {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "successes are 0 to the number of trials, "
              + trials
              + ", but "
              + successes
              + " were given");
    }
    if (trials == 0) {
      return new Estimate.Undefined(reasonIfNone);
    }
    return ofProportion((double) successes / trials, trials, METHOD);
  }

  /** As if {@code proportion * trials}, whole or not, of the trials had been successes. */
  static Estimate.Known ofProportion(double proportion, int trials, String method) {
    double z2 = Z * Z;
    double scale = 1 + z2 / trials;
    double centre = (proportion + z2 / (2 * trials)) / scale;
    double variance = proportion * (1 - proportion) / trials + z2 / (4.0 * trials * trials);
    double half = Z * Math.sqrt(variance) / scale;
    // At 0 and 1 the ends are 0 and 1 exactly; rounding must not push them out or in.
    double low = proportion == 0 ? 0 : Math.max(0, centre - half);
    double high = proportion == 1 ? 1 : Math.min(1, centre + half);
    return new Estimate.Known(proportion, low, high, method);
  }
}
