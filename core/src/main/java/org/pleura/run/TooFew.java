package org.pleura.run;

import java.util.Locale;
import java.util.Optional;
import org.pleura.data.Split;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Wilson;

/**
 * Whether images are too few to tell anything.
 *
 * <p>A test on a class: where even a model that calls each test image of it rightly has an interval
 * (Wilson's) that reaches down to 0.5, no model could be told from the toss of a coin: with three
 * images or fewer, as of n right ones it is {@code n / (n + 1.96²)}.
 *
 * <p>A choice by validation images: where a model that calls four in five of them rightly has an
 * interval wider than 0.2, which is so with 59 or fewer, chance has a say in what is chosen.
 */
final class TooFew {

  private TooFew() {}

  /**
   * Says so.
   *
   * @param className the class
   * @param images how many there are of it
   * @param tests how many of them are, or would be, in the test part
   * @return one sentence, or nothing if they are enough to tell something
   */
  static Optional<String> sentence(String className, int images, int tests) {
    if (!(Wilson.of(tests, tests, "") instanceof Estimate.Known known)) {
      return Optional.of(
          "Too few of '%s': of %d images none is in the test part, so nothing can be said of the class."
              .formatted(className, images));
    }
    return known.low() > 0.5
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Too few of '%s': of %d images the test part has %d, and even if all of these were"
                    + " called rightly, the interval would reach from 1 down to %.2f, no better"
                    + " than the toss of a coin.",
                className,
                images,
                tests,
                known.low()));
  }

  /**
   * Says so of a choice.
   *
   * @param chosen what is chosen on them, with its verb
   * @param plan how many are held back for it
   * @param validation the validation images
   * @return one sentence, or nothing if they are enough
   */
  static Optional<String> toChooseOn(String chosen, Plan plan, int validation) {
    int right = Math.round(0.8f * validation);
    if (validation == 0
        || !(Wilson.of(right, validation, "") instanceof Estimate.Known known)
        || known.high() - known.low() <= 0.2) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s chosen on %d validation images, few enough for chance to have a say: with %d of them"
                + " called rightly, the interval of the accuracy is %.2f to %.2f%s.",
            chosen,
            validation,
            right,
            known.low(),
            known.high(),
            plan.validationSplit() < Split.PART
                ? String.format(
                    Locale.ROOT, "; more are held back with --set validationSplit=%.2f", Split.PART)
                : ""));
  }
}
