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
    private static final int MOST_DECIMALS = 6;

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
      return number(value, decimals) + " (" + interval(decimals) + ")";
    }

    /**
     * The value for people, with as many decimals as its interval needs.
     *
     * @param decimals digits after the point, 0 or more
     * @return for example 0.80
     */
    public String value(int decimals) {
      return number(value, decimals);
    }

    /**
     * The interval for people.
     *
     * @param decimals digits after the point, 0 or more
     * @return for example {@code 0.71 to 0.87}; an interval that rounding would make zero-wide, as
     *     1.00 to 1.00, has more digits
     */
    public String interval(int decimals) {
      return number(low, decimals) + " to " + number(high, decimals);
    }

    private String number(double number, int decimals) {
      int digits = decimals;
      while (low < high
          && digits < MOST_DECIMALS
          && plain(low, digits).equals(plain(high, digits))) {
        digits++;
      }
      return plain(number, digits);
    }

    private static String plain(double number, int digits) {
      return String.format(Locale.ROOT, "%." + digits + "f", number);
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
