package org.pleura.evaluate;

import java.util.Locale;

/** How the threshold is found above which a probability is called positive. */
public sealed interface ThresholdRule {
  /**
   * The rule for people.
   *
   * @return some words
   */
  String words();

  /**
   * A value named beforehand.
   *
   * @param value 0 to 1
   */
  record Fixed(double value) implements ThresholdRule {
    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is not 0 to 1
     */
    public Fixed {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("a threshold is a probability, 0 to 1: " + value);
      }
    }

    @Override
    public String words() {
      return "named beforehand";
    }
  }

  /**
   * Where sensitivity + specificity - 1 is largest on the validation part (Youden, Cancer 1950): a
   * missed finding counts as much as a false alarm, each in the share of its own class. Where
   * several thresholds are as good, the lowest, which misses the fewest.
   */
  record Youden() implements ThresholdRule {
    @Override
    public String words() {
      return "largest Youden index on the validation part";
    }
  }

  /**
   * The highest threshold at which the sensitivity on the validation part is still so large.
   *
   * @param target more than 0, at most 1
   */
  record Sensitivity(double target) implements ThresholdRule {
    /**
     * Checks the target.
     *
     * @throws IllegalArgumentException if it is not more than 0 and at most 1
     */
    public Sensitivity {
      if (!(target > 0 && target <= 1)) {
        throw new IllegalArgumentException(
            "a sensitivity to reach is more than 0 and at most 1: " + target);
      }
    }

    @Override
    public String words() {
      return String.format(
          Locale.ROOT, "highest with a sensitivity of at least %s on the validation part", target);
    }
  }

  /**
   * Reads a rule.
   *
   * @param text a probability, {@code youden}, or {@code sensitivity=S}
   * @return the rule
   * @throws IllegalArgumentException if it is none of these; the message says what is expected
   */
  static ThresholdRule parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.equals("youden")) {
      return new Youden();
    }
    try {
      return word.startsWith("sensitivity=")
          ? new Sensitivity(Double.parseDouble(word.substring("sensitivity=".length())))
          : new Fixed(Double.parseDouble(word));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a threshold is a number from 0 to 1, 'youden' or 'sensitivity=S' with S up to 1, but '"
              + text
              + "' came",
          e);
    }
  }
}
