package org.pleura.cli;

import java.util.List;
import org.pleura.run.Doubts;

/**
 * Why what was said of an image may be worth little.
 *
 * @param image its name
 * @param sentences a warning each
 */
record Warnings(String image, List<String> sentences) {

  /** So many images are warned of; more would push the answers off the screen. */
  private static final int MOST = 20;

  /** A line for each image that there is something to say of, after the answers. */
  static void say(Narration narration, List<Warnings> all, Doubts doubts) {
    List<Warnings> warned = all.stream().filter(one -> !one.sentences().isEmpty()).toList();
    for (Warnings one : warned.subList(0, Math.min(MOST, warned.size()))) {
      narration.line("Warning: %s: %s", one.image(), String.join(" ", one.sentences()));
    }
    if (warned.size() > MOST) {
      narration.line("Warning: %d more such images; --json has all.", warned.size() - MOST);
    }
    if (!doubts.knowsWhatIsUsual()) {
      narration.note(
          "Whether an image is like those of the training is not told: the run has no"
              + " typicality.json.");
    }
  }
}
