package org.pleura.evaluate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A threshold, and how it came about. One that is chosen is chosen on the validation part: chosen
 * on the test part it would flatter every rate measured there. It lies midway between the two
 * neighbouring probabilities of validation cases that it parts.
 *
 * @param rule how it was to be found
 * @param value above which a probability is called positive
 * @param validationCases how many cases it was chosen on; 0 if it was named beforehand
 * @param spread the value with the interval of what other validation cases would have chosen;
 *     undefined if it was named beforehand or could not be chosen
 * @param onValidation the calls it makes on the cases it was chosen on, which flatter it; empty if
 *     it was named beforehand or could not be chosen
 * @param failure why the rule chose nothing, and what was taken instead
 */
public record Threshold(
    ThresholdRule rule,
    double value,
    int validationCases,
    Estimate spread,
    Optional<ConfusionMatrix> onValidation,
    Optional<String> failure) {
  private static final double OTHERWISE = 0.5;

  /**
   * Follows a rule.
   *
   * @param rule how to find it
   * @param validation the cases to choose on; not looked at where the value is named beforehand
   * @param bootstrap how to resample them
   * @return the threshold; 0.5, with the reason, where the rule cannot choose
   */
  public static Threshold of(ThresholdRule rule, Cases validation, Bootstrap bootstrap) {
    if (rule instanceof ThresholdRule.Fixed fixed) {
      return new Threshold(
          rule,
          fixed.value(),
          0,
          new Estimate.Undefined("the threshold was named beforehand"),
          Optional.empty(),
          Optional.empty());
    }
    if (!validation.hasBothClasses()) {
      return failed(
          rule,
          validation,
          validation.size() == 0
              ? "there are no validation cases to choose a threshold on"
              : validation.needsBothClasses("a threshold chosen on the validation part"));
    }
    Ranking ranking = Ranking.of(validation.orderedByProbability());
    OptionalDouble chosen = choose(rule, ranking, ranking.steps());
    if (chosen.isEmpty()) {
      return failed(rule, validation, reason(rule));
    }
    Estimate spread =
        bootstrap.estimate(
            validation,
            weights -> {
              Ranking.Steps steps = ranking.steps(weights);
              return steps.hasBothClasses() ? choose(rule, ranking, steps) : OptionalDouble.empty();
            });
    return new Threshold(
        rule,
        chosen.getAsDouble(),
        validation.size(),
        spread,
        Optional.of(ConfusionMatrix.of(validation, chosen.getAsDouble())),
        Optional.empty());
  }

  /**
   * The value for people, three digits of it; whole in {@link #value}.
   *
   * @return for example 0.431
   */
  public String text() {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /**
   * Where the threshold comes from.
   *
   * @param what it is called: "The threshold"
   * @return one sentence
   */
  public String sentence(String what) {
    if (failure.isPresent()) {
      return what + " (" + rule.words() + ") could not be chosen: " + failure.get() + ".";
    }
    if (validationCases == 0) {
      return what + " is " + text() + ", " + rule.words() + ".";
    }
    return String.format(
        Locale.ROOT,
        "%s is %s: %s (%d cases%s).",
        what,
        text(),
        rule.words(),
        validationCases,
        spread instanceof Estimate.Known known
            ? String.format(Locale.ROOT, "; others such would have chosen %s", known.interval(3))
            : "");
  }

  private static Threshold failed(ThresholdRule rule, Cases validation, String reason) {
    return new Threshold(
        rule,
        OTHERWISE,
        validation.size(),
        new Estimate.Undefined(reason),
        Optional.empty(),
        Optional.of(reason + "; " + OTHERWISE + " is taken instead"));
  }

  private static String reason(ThresholdRule rule) {
    return rule instanceof ThresholdRule.Sensitivity
        ? "no threshold reaches that sensitivity, since too many validation cases with the finding"
            + " were given a probability of 0"
        : "no threshold parts the validation cases better than chance";
  }

  private static OptionalDouble choose(ThresholdRule rule, Ranking ranking, Ranking.Steps steps) {
    long best = 0;
    OptionalDouble chosen = OptionalDouble.empty();
    for (int k = 1; k <= ranking.groups(); k++) {
      if (steps.called(k) == steps.called(k - 1)) {
        continue;
      }
      OptionalDouble below = below(k, ranking, steps);
      if (below.isEmpty()) {
        continue;
      }
      if (rule instanceof ThresholdRule.Sensitivity wanted) {
        if ((double) steps.truePositives(k) / steps.positives() >= wanted.target()) {
          return below;
        }
      } else {
        // Youden's index times both counts: whole numbers, so that ties are ties.
        long index =
            (long) steps.truePositives(k) * steps.negatives()
                - (long) steps.falsePositives(k) * steps.positives();
        if (index > 0 && index >= best) {
          best = index;
          chosen = below;
        }
      }
    }
    return chosen;
  }

  /**
   * A threshold that lets in the first k groups and no more: midway to the next probability there
   * is, or to 0. None if the last one let in is 0 itself.
   */
  private static OptionalDouble below(int k, Ranking ranking, Ranking.Steps steps) {
    double in = ranking.scoreOf(k - 1);
    int next = k;
    while (next < ranking.groups() && steps.called(next + 1) == steps.called(next)) {
      next++;
    }
    if (next == ranking.groups()) {
      return in == 0 ? OptionalDouble.empty() : OptionalDouble.of(in / 2);
    }
    double out = ranking.scoreOf(next);
    double middle = out + (in - out) / 2;
    return OptionalDouble.of(middle < in ? middle : out);
  }
}
