package org.pleura.run;

import java.util.Locale;
import java.util.Optional;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Wilson;

/**
 * Whether a test on a class can tell anything at all. Where even a model that calls each test image
 * of it rightly has an interval (Wilson's) that reaches down to 0.5, no model could be told from
 * the toss of a coin: with three images or fewer, as of n right ones it is {@code n / (n + 1.96²)}.
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
}
