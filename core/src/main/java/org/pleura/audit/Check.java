package org.pleura.audit;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A question to a way of explaining; each has a class that says how it is asked and judged. */
public enum Check {
  /** {@link WeightRandomization}. */
  WEIGHTS("weights", "does the map depend on what was learned?", false),
  /** {@link LabelRandomization}. */
  LABELS("labels", "does it depend on what the labels say?", true),
  /** {@link Faithfulness}. */
  FAITHFULNESS("faithfulness", "does the model go by what the map calls evidence?", false),
  /** {@link Localization}. */
  LOCALIZATION("localization", "does it point at the finding?", false),
  /** {@link Stability}. */
  STABILITY("stability", "does it stay when nothing happens?", false),
  /** {@link Response}. */
  RESPONSE("response", "does it move when the prediction does?", false),
  /** {@link PlantedShortcut}. */
  SHORTCUT("shortcut", "does it point at a marker that the model goes by?", true),
  /** {@link Repeatability}. */
  REPEATABILITY("repeatability", "does another training tell the same?", true);

  /** On fewer images that it can be asked of no check can tell. */
  public static final int FEWEST_IMAGES = 20;

  private final String word;
  private final String question;
  private final boolean needsTraining;

  Check(String word, String question, boolean needsTraining) {
    this.word = word;
    this.question = question;
    this.needsTraining = needsTraining;
  }

  /**
   * The check's name on the command line and in files.
   *
   * @return one word
   */
  public String word() {
    return word;
  }

  /**
   * What it asks of a map.
   *
   * @return a question
   */
  public String question() {
    return question;
  }

  /**
   * Whether the plan has to be trained anew for it.
   *
   * @return true if so
   */
  public boolean needsTraining() {
    return needsTraining;
  }

  /**
   * A check by its name.
   *
   * @param word as {@link #word()} says it
   * @return the check
   * @throws IllegalArgumentException if there is none of this name; the message says which there
   *     are
   */
  public static Check named(String word) {
    return Arrays.stream(values())
        .filter(check -> check.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no check '"
                        + word
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(Check::word)
                            .collect(Collectors.joining(", "))));
  }
}
