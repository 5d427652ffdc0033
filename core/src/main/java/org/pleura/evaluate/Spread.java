package org.pleura.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far values that should be alike are apart, such as a figure in several folds.
 *
 * @param count how many values, 1 or more
 * @param smallest of them
 * @param mean of them
 * @param largest of them
 * @param standardDeviation the sample's, {@code sqrt(sum (value - mean)^2 / (count - 1))}; empty of
 *     one value
 */
public record Spread(
    int count, double smallest, double mean, double largest, OptionalDouble standardDeviation) {

  /**
   * The spread of values.
   *
   * @param values one or more, all finite
   * @return their spread
   * @throws IllegalArgumentException if there is none, or one is not finite
   */
  public static Spread of(double... values) {
    if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "a spread is of one finite value or more, but not of " + Arrays.toString(values));
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(
        values.length,
        Arrays.stream(values).min().orElseThrow(),
        mean,
        Arrays.stream(values).max().orElseThrow(),
        values.length == 1
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.sqrt(squares / (values.length - 1))));
  }

  /**
   * For people: {@code 0.80 (SD 0.05)}, without the bracket if there is one value only.
   *
   * @return one line
   */
  public String text() {
    String text = String.format(Locale.ROOT, "%.2f", mean);
    return standardDeviation.isEmpty()
        ? text
        : text + String.format(Locale.ROOT, " (SD %.2f)", standardDeviation.getAsDouble());
  }

  /**
   * For people: {@code 0.75 / 0.80 / 0.85}, smallest, mean and largest.
   *
   * @return one line
   */
  public String range() {
    return String.format(Locale.ROOT, "%.2f / %.2f / %.2f", smallest, mean, largest);
  }
}
