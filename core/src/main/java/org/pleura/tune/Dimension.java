package org.pleura.tune;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.random.Mt19937;
import org.pleura.run.PlanException;

/** One value of a plan that varies, and what it may be. */
public sealed interface Dimension {

  /**
   * Where in the plan it stands.
   *
   * @return a path with dots
   */
  String path();

  /**
   * Draws a value.
   *
   * @param random where from
   * @return the value, as in a setting of a plan
   */
  String draw(Mt19937 random);

  /**
   * One of some values, each as likely.
   *
   * @param path where in the plan it stands
   * @param values one or more, as in settings of a plan
   */
  record Choices(String path, List<String> values) implements Dimension {
    public Choices {
      values = List.copyOf(values);
    }

    @Override
    public String draw(Mt19937 random) {
      return values.get(random.interval(values.size() - 1));
    }
  }

  /**
   * A number between two others, evenly on their own scale or on that of their logarithms, in four
   * significant digits.
   *
   * @param path where in the plan it stands
   * @param low the smallest
   * @param high the largest, above {@code low}
   * @param logarithmic whether {@code low} to {@code 10 low} is as likely as {@code 10 low} to
   *     {@code 100 low}; then {@code low} is above 0
   */
  record Range(String path, double low, double high, boolean logarithmic) implements Dimension {
    private static final MathContext DIGITS = new MathContext(4);

    @Override
    public String draw(Mt19937 random) {
      double drawn =
          logarithmic
              ? StrictMath.exp(random.uniform(StrictMath.log(low), StrictMath.log(high)))
              : random.uniform(low, high);
      double rounded = new BigDecimal(drawn).round(DIGITS).doubleValue();
      return text(Math.min(high, Math.max(low, rounded)));
    }

    private static String text(double value) {
      BigDecimal exact = BigDecimal.valueOf(value);
      return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
  }

  /** What trials that are compared on the same images and labels must share. */
  Set<String> SHARED = Set.of("seed", "split", "validationSplit", "positiveClass");

  /** More whole numbers in a range would be better drawn from a range of any numbers. */
  int MOST_WHOLE_NUMBERS = 10_000;

  /** The form of a range, for messages. */
  String FORMS =
      "VALUE/VALUE/... (as 0.4/0.6/0.8), LOW..HIGH, LOW..HIGH:log or LOW..HIGH:integer (as"
          + " 0.0003..0.01:log)";

  /**
   * Reads a dimension.
   *
   * @param words {@code PATH=VALUE/VALUE/...}, {@code PATH=LOW..HIGH}, {@code PATH=LOW..HIGH:log}
   *     or {@code PATH=LOW..HIGH:integer}
   * @return the dimension; whole numbers are choices
   * @throws PlanException if it is not of that form, or the path is one that all trials must share
   */
  static Dimension of(String words) throws PlanException {
    int equals = words.indexOf('=');
    if (equals < 1 || equals == words.length() - 1) {
      throw new PlanException(
          "what varies must be PATH=VALUES, with " + FORMS + ", but it is '" + words + "'.");
    }
    String path = words.substring(0, equals);
    String values = words.substring(equals + 1);
    Matcher range = Pattern.compile("([^/\\[]*?)\\.\\.([^/:]*)(?::(.*))?").matcher(values);
    if (range.matches()) {
      return range(path, values, range.group(1), range.group(2), range.group(3));
    }
    return choices(path, List.of(values.split("/", -1)));
  }

  /**
   * A choice of values that are at hand.
   *
   * @param path where in the plan it stands
   * @param values one or more
   * @return the dimension
   * @throws PlanException if there is none, or the path is one that all trials must share
   */
  static Choices choices(String path, List<String> values) throws PlanException {
    if (SHARED.contains(path)) {
      throw new PlanException(
          "'"
              + path
              + "' cannot vary: the trials would be compared by different images or labels; give it"
              + " with --set, for all of them.");
    }
    if (values.isEmpty()) {
      throw new PlanException("'" + path + "' has no value to try.");
    }
    return new Choices(path, values);
  }

  private static Dimension range(
      String path, String values, String from, String to, @Nullable String kind)
      throws PlanException {
    choices(path, List.of(values));
    double low = number(path, values, from);
    double high = number(path, values, to);
    if (!(low < high)) {
      throw new PlanException(
          "the range of '"
              + path
              + "' must go from a smaller to a larger number, but it is '"
              + values
              + "'.");
    }
    if (kind == null) {
      return new Range(path, low, high, false);
    }
    return switch (kind) {
      case "log" -> {
        if (low <= 0) {
          throw new PlanException(
              "the range of '"
                  + path
                  + "' must begin above 0 to be drawn by its logarithm, but it"
                  + " is '"
                  + values
                  + "'.");
        }
        yield new Range(path, low, high, true);
      }
      case "integer" -> wholeNumbers(path, values, low, high);
      default ->
          throw new PlanException(
              "the range of '" + path + "' must be " + FORMS + ", but it is '" + values + "'.");
    };
  }

  private static Choices wholeNumbers(String path, String values, double low, double high)
      throws PlanException {
    if (low != Math.rint(low) || high != Math.rint(high) || high - low >= MOST_WHOLE_NUMBERS) {
      throw new PlanException(
          "the range of '"
              + path
              + "' must go from one whole number to another, with at most "
              + MOST_WHOLE_NUMBERS
              + " of them, but it is '"
              + values
              + "'.");
    }
    List<String> all = new ArrayList<>();
    for (long value = (long) low; value <= (long) high; value++) {
      all.add(String.valueOf(value));
    }
    return new Choices(path, all);
  }

  private static double number(String path, String values, String text) throws PlanException {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!Double.isFinite(value)) {
      throw new PlanException(
          "the range of '"
              + path
              + "' must be of numbers, as 0.0003..0.01:log, but it is '"
              + values
              + "'.");
    }
    return value;
  }
}
