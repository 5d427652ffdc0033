package org.pleura.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The answers of a classifier to cases whose truth is known: for each case the label, the
 * probability, the score that orders it and, where known, the patient. Immutable.
 *
 * <p>Cases are ordered by logit where there is one: probabilities of 32-bit networks run into 0 and
 * 1, and what is equal there need not be equal as a logit.
 */
public final class Cases {
  private final boolean[] positive;
  private final double[] scores;
  private final double[] probabilities;
  private final boolean scoredByLogit;

  /** The unit that is resampled: a patient's cases share a number; numbers are 0 to units - 1. */
  private final int[] unitOf;

  private final int units;
  private final boolean patientsKnown;

  private Cases(
      boolean[] positive,
      double[] scores,
      double[] probabilities,
      boolean scoredByLogit,
      int[] unitOf,
      int units,
      boolean patientsKnown) {
    this.positive = positive;
    this.scores = scores;
    this.probabilities = probabilities;
    this.scoredByLogit = scoredByLogit;
    this.unitOf = unitOf;
    this.units = units;
    this.patientsKnown = patientsKnown;
  }

  /**
   * Cases with both of a network's numbers.
   *
   * @param positive whether each case has the finding
   * @param logits the network's last number before the sigmoid, finite
   * @param probabilities the sigmoid of it, 0 to 1
   * @return the cases, of unknown patients
   * @throws IllegalArgumentException if the arrays differ in length or a number is out of range
   */
  public static Cases of(boolean[] positive, double[] logits, double[] probabilities) {
    checkLength("logits", logits.length, positive.length);
    checkLength("probabilities", probabilities.length, positive.length);
    for (int i = 0; i < logits.length; i++) {
      if (!Double.isFinite(logits[i])) {
        throw new IllegalArgumentException(
            "a logit is a finite number, but that of case " + i + " is " + logits[i]);
      }
    }
    return independent(positive, logits, probabilities, true);
  }

  /**
   * Cases of a classifier that tells only its probabilities.
   *
   * @param positive whether each case has the finding
   * @param probabilities of the finding, 0 to 1
   * @return the cases, of unknown patients
   * @throws IllegalArgumentException if the arrays differ in length or a number is out of range
   */
  public static Cases ofProbabilities(boolean[] positive, double[] probabilities) {
    checkLength("probabilities", probabilities.length, positive.length);
    return independent(positive, probabilities, probabilities, false);
  }

  private static Cases independent(
      boolean[] positive, double[] scores, double[] probabilities, boolean scoredByLogit) {
    for (int i = 0; i < probabilities.length; i++) {
      if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
        throw new IllegalArgumentException(
            "a probability is 0 to 1, but that of case " + i + " is " + probabilities[i]);
      }
    }
    int[] each = new int[positive.length];
    Arrays.setAll(each, i -> i);
    return new Cases(
        positive.clone(),
        scores.clone(),
        probabilities.clone(),
        scoredByLogit,
        each,
        each.length,
        false);
  }

  /**
   * These cases with their patients, whose images belong together in every resample.
   *
   * @param patients an identifier for each case; equal identifiers are one patient
   * @return the cases
   * @throws IllegalArgumentException if there are more or fewer identifiers than cases
   */
  public Cases withPatients(List<String> patients) {
    checkLength("patients", patients.size(), size());
    Map<String, Integer> numbers = new HashMap<>();
    int[] patientOf = new int[size()];
    for (int i = 0; i < patientOf.length; i++) {
      patientOf[i] = numbers.computeIfAbsent(patients.get(i), name -> numbers.size());
    }
    return new Cases(
        positive, scores, probabilities, scoredByLogit, patientOf, numbers.size(), true);
  }

  /**
   * Some of these cases, in the given order; those of one patient stay together.
   *
   * @param chosen numbers of cases, 0 to {@link #size()} - 1
   * @return the chosen cases
   */
  public Cases only(int... chosen) {
    boolean[] labels = new boolean[chosen.length];
    double[] chosenScores = new double[chosen.length];
    double[] chosenProbabilities = new double[chosen.length];
    int[] chosenUnits = new int[chosen.length];
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < chosen.length; i++) {
      labels[i] = positive[chosen[i]];
      chosenScores[i] = scores[chosen[i]];
      chosenProbabilities[i] = probabilities[chosen[i]];
      chosenUnits[i] = numbers.computeIfAbsent(unitOf[chosen[i]], unit -> numbers.size());
    }
    return new Cases(
        labels,
        chosenScores,
        chosenProbabilities,
        scoredByLogit,
        chosenUnits,
        numbers.size(),
        patientsKnown);
  }

  /** The same cases with other answers. */
  Cases withLogits(double[] logits) {
    double[] sigmoids = new double[logits.length];
    Arrays.setAll(sigmoids, i -> 1 / (1 + StrictMath.exp(-logits[i])));
    return new Cases(positive, logits.clone(), sigmoids, true, unitOf, units, patientsKnown);
  }

  /** The same cases, ordered by what a threshold is compared with. */
  Cases orderedByProbability() {
    return new Cases(positive, probabilities, probabilities, false, unitOf, units, patientsKnown);
  }

  /**
   * The logit of each case, {@code log(p / (1 - p))} where none was given; empty if a probability
   * of exactly 0 or 1 has none.
   */
  Optional<double[]> logits() {
    if (scoredByLogit) {
      return Optional.of(scores.clone());
    }
    double[] logits = new double[size()];
    for (int i = 0; i < logits.length; i++) {
      double p = probabilities[i];
      if (p == 0 || p == 1) {
        return Optional.empty();
      }
      logits[i] = StrictMath.log(p) - StrictMath.log1p(-p);
    }
    return Optional.of(logits);
  }

  /** Whether these are the labels and the patients of other cases too. */
  boolean sameTruthAs(Cases other) {
    return Arrays.equals(positive, other.positive)
        && Arrays.equals(unitOf, other.unitOf)
        && patientsKnown == other.patientsKnown;
  }

  private static void checkLength(String what, int came, int expected) {
    if (came != expected) {
      throw new IllegalArgumentException(
          "each case has a label and one of the "
              + what
              + ": "
              + expected
              + " labels, "
              + came
              + " "
              + what);
    }
  }

  /**
   * How many cases.
   *
   * @return 0 or more
   */
  public int size() {
    return positive.length;
  }

  /**
   * How many cases have the finding.
   *
   * @return 0 to {@link #size()}
   */
  public int positives() {
    int count = 0;
    for (boolean is : positive) {
      count += is ? 1 : 0;
    }
    return count;
  }

  /**
   * How many cases do not have the finding.
   *
   * @return 0 to {@link #size()}
   */
  public int negatives() {
    return size() - positives();
  }

  /**
   * How many patients the cases come from.
   *
   * @return the number, or empty if the patients are not known
   */
  public OptionalInt patients() {
    return patientsKnown ? OptionalInt.of(units) : OptionalInt.empty();
  }

  /**
   * Whether the cases are ordered by logit, and not by probability.
   *
   * @return true if logits were given
   */
  public boolean scoredByLogit() {
    return scoredByLogit;
  }

  boolean positive(int i) {
    return positive[i];
  }

  double score(int i) {
    return scores[i];
  }

  double probability(int i) {
    return probabilities[i];
  }

  /** Which cases a threshold calls as they are. */
  boolean[] calledRightly(double threshold) {
    boolean[] rightly = new boolean[size()];
    for (int i = 0; i < rightly.length; i++) {
      rightly[i] = (probabilities[i] > threshold) == positive[i];
    }
    return rightly;
  }

  /** The number of the patient, or of the case itself where patients are not known. */
  int unitOf(int i) {
    return unitOf[i];
  }

  int units() {
    return units;
  }

  /** The reason why a figure that compares the two classes is undefined here. */
  String needsBothClasses(String figure) {
    return figure
        + " is undefined with "
        + positives()
        + " positive and "
        + negatives()
        + " negative cases; it needs at least one of each";
  }

  boolean hasBothClasses() {
    return positives() > 0 && negatives() > 0;
  }
}
