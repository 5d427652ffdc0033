package org.pleura.tune;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search has found so far.
 *
 * @param all in the order in which they were trained
 */
public record Trials(List<Trial> all) {

  /** What the best of many is, and is not, for people. */
  public static final String OPTIMISM =
      "The best of many looks better on the validation images than it is: it was chosen by them.";

  /** What was not done, for people. */
  public static final String UNTOUCHED =
      "No model was asked about the test images; they are still a test of what is chosen.";

  /** First those that were trained longest, then by loss; the first of equals first. */
  private static final Comparator<Trial> ORDER =
      Comparator.comparing((Trial trial) -> trial.score().isEmpty())
          .thenComparing(Trial::rung, Comparator.reverseOrder())
          .thenComparingDouble(
              trial -> trial.score().map(Score::loss).orElse(Double.POSITIVE_INFINITY))
          .thenComparingInt(Trial::number);

  public Trials {
    all = List.copyOf(all);
  }

  /**
   * Each configuration once, as it was trained longest, the best first; those whose loss ran away
   * last.
   *
   * @return in order
   */
  public List<Trial> ranked() {
    Map<Integer, Trial> longest = new LinkedHashMap<>();
    for (Trial trial : all) {
      longest.merge(trial.number(), trial, (one, other) -> other.rung() > one.rung() ? other : one);
    }
    return longest.values().stream().sorted(ORDER).toList();
  }

  /**
   * The best of those that were trained longest.
   *
   * @return the first of {@link #ranked}, or empty if every loss ran away
   */
  public Optional<Trial> best() {
    return ranked().stream().findFirst().filter(trial -> trial.score().isPresent());
  }

  /** Which of the trials of a rung climb to the next one, by number, in order. */
  static List<Integer> climbing(List<Trial> rung, int count) {
    return rung.stream()
        .filter(trial -> trial.score().isPresent())
        .sorted(ORDER)
        .limit(count)
        .map(Trial::number)
        .sorted()
        .toList();
  }
}
