package org.pleura.evaluate;

import java.util.Locale;

/**
 * A figure with its doubt: known, with a 95 % interval and the name of the method behind it, or
 * undefined, with the reason. It is never NaN, and a zero is always a real zero.
 */
public sealed interface Estimate {
  /**
   * For people, with two decimals: {@code 0.80 (0.71 to 0.87)}, or {@code undefined: } and the
   * reason.
   *
   * @return one line
   */
  default String text() {
    return text(2);
  }

  /**
   * For people, as {@link #text()}.
   *
   * @param decimals digits after the point, 0 or more
   * @return one line
   */
  String text(int decimals);

  /**
   * A figure and the interval that holds the true one in about 95 of 100 such samples.
   *
   * @param value the figure; a percentile interval of a skewed statistic may, rarely, not hold it
   * @param low the interval's lower end
   * @param high the interval's upper end, not below {@code low}
   * @param method how the interval was made, with its level: "Wilson, 95 %"
   */
  record Known(double value, double low, double high, String method) implements Estimate {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not finite, or low is above high
     */
    public Known {
      if (!Double.isFinite(value)
          || !Double.isFinite(low)
          || !Double.isFinite(high)
          || low > high) {
        throw new IllegalArgumentException(
            "an estimate needs finite numbers and low <= high: value "
                + value
                + ", low "
                + low
                + ", high "
                + high);
      }
    }

    @Override
    public String text(int decimals) {
      String number = "%." + decimals + "f";
      return String.format(
          Locale.ROOT, number + " (" + number + " to " + number + ")", value, low, high);
    }
  }

  /**
   * A figure that these cases do not have.
   *
   * @param reason why, and what it would take, in one sentence without a full stop
   */
  record Undefined(String reason) implements Estimate {
    @Override
    public String text(int decimals) {
      return "undefined: " + reason;
    }
  }
}
