package org.pleura.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The figures of some of the cases, such as those of women. Rule: a figure is given from {@value
 * #SMALLEST} cases of each kind that it rests on (with the finding for sensitivity, without for
 * specificity, both for AUROC, any for accuracy); below, it is too few to say, since nearly every
 * value would lie in its interval.
 *
 * <p>Of many groups some differ by chance: at 95 % one in twenty intervals misses its truth.
 *
 * @param attribute what parts the cases
 * @param value the group's value, or {@link #NOT_KNOWN}
 * @param cases how many
 * @param positives how many of them have the finding
 * @param patients how many patients they come from, or empty if that is not known
 * @param accuracy at the evaluation's threshold
 * @param sensitivity at that threshold
 * @param specificity at that threshold
 * @param auroc patients resampled whole where they are known, otherwise DeLong's
 */
public record Subgroup(
    String attribute,
    String value,
    int cases,
    int positives,
    OptionalInt patients,
    Estimate accuracy,
    Estimate sensitivity,
    Estimate specificity,
    Estimate auroc) {
  /** The fewest cases of a kind from which a figure is given. */
  public static final int SMALLEST = 10;

  /** The value of cases whose value is not known. */
  public static final String NOT_KNOWN = "not known";

  /**
   * The groups of a grouping, in the order of their values, those of unknown value last.
   *
   * @param cases labels and answers
   * @param grouping a value for each case
   * @param threshold above which a case is called positive
   * @param bootstrap how to resample
   * @return one for each value
   * @throws IllegalArgumentException if there are more or fewer values than cases
   */
  static List<Subgroup> of(Cases cases, Grouping grouping, double threshold, Bootstrap bootstrap) {
    if (grouping.values().size() != cases.size()) {
      throw new IllegalArgumentException(
          "a grouping has a value for each of the %d cases, but %d came"
              .formatted(cases.size(), grouping.values().size()));
    }
    TreeMap<String, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < cases.size(); i++) {
      members.computeIfAbsent(grouping.values().get(i), value -> new ArrayList<>()).add(i);
    }
    List<Integer> unknown = members.remove("");
    List<Subgroup> groups = new ArrayList<>();
    members.forEach(
        (value, rows) ->
            groups.add(of(only(cases, rows), grouping.attribute(), value, threshold, bootstrap)));
    if (unknown != null) {
      groups.add(of(only(cases, unknown), grouping.attribute(), NOT_KNOWN, threshold, bootstrap));
    }
    return groups;
  }

  private static Cases only(Cases cases, List<Integer> rows) {
    return cases.only(rows.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Subgroup of(
      Cases cases, String attribute, String value, double threshold, Bootstrap bootstrap) {
    ConfusionMatrix confusion = ConfusionMatrix.of(cases, threshold);
    int positives = cases.positives();
    int negatives = cases.negatives();
    Estimate auroc = Evaluation.told(Auroc.byPatient(cases, bootstrap), Auroc.of(cases));
    return new Subgroup(
        attribute,
        value,
        cases.size(),
        positives,
        cases.patients(),
        enough(confusion.accuracy(), cases.size(), ""),
        enough(confusion.sensitivity(), positives, " with the finding"),
        enough(confusion.specificity(), negatives, " without the finding"),
        enough(
            auroc,
            Math.min(positives, negatives),
            positives < negatives ? " with the finding" : " without the finding"));
  }

  private static Estimate enough(Estimate figure, int cases, String kind) {
    return cases >= SMALLEST
        ? figure
        : new Estimate.Undefined(
            "too few to say: "
                + cases
                + (cases == 1 ? " case" : " cases")
                + kind
                + ", and "
                + SMALLEST
                + " are the fewest");
  }
}
