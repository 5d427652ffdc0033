package org.pleura.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pleura.data.Part;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.RocCurve;
import org.pleura.evaluate.Threshold;
import org.pleura.evaluate.ThresholdRule;
import org.pleura.nn.train.BinaryCrossentropy;

/** The evaluation step: what predictions are worth, alone or beside those of another model. */
public final class Evaluating {

  private Evaluating() {}

  /**
   * Another model beside the one that is evaluated.
   *
   * @param name what it is called: where its predictions are
   * @param matchedBy how the images were found to be the same
   * @param threshold its own, found by the same rule on its own validation part
   * @param curve its ROC curve; empty if a class is missing
   * @param comparison the difference
   */
  public record Against(
      String name,
      String matchedBy,
      Threshold threshold,
      Optional<RocCurve> curve,
      ModelComparison comparison) {}

  /**
   * Evaluates the test part, finding the threshold and the temperature on the validation part.
   *
   * @param predictions of any parts
   * @param asked what is wanted
   * @return the evaluation
   */
  public static Evaluation of(List<Prediction> predictions, Evaluation.Asked asked) {
    return Evaluation.of(
        Predicting.cases(predictions, Part.TEST),
        Predicting.cases(predictions, Part.VALIDATION),
        asked);
  }

  /**
   * What is odd about predictions, so that figures of them may mislead.
   *
   * @param predictions of any parts
   * @return a sentence for each oddity of the test part, among them patients who are in another
   *     part too
   */
  public static List<String> oddities(List<Prediction> predictions) {
    Set<String> names = new HashSet<>();
    int again = 0;
    int other = 0;
    for (Prediction one : predictions) {
      if (one.part() == Part.TEST) {
        again += names.add(one.image()) ? 0 : 1;
        other += one.logit().isPresent() && !fits(one.logit().get(), one.probability()) ? 1 : 0;
      }
    }
    List<String> oddities = new ArrayList<>();
    if (again > 0) {
      oddities.add(again + " test images are named more than once; each line counts.");
    }
    if (other > 0) {
      oddities.add(
          "The logits of %d test images are not those of their probabilities; order, slope, intercept"
                  .formatted(other)
              + " and temperature are of the logits, calls and reliability of the probabilities.");
    }
    inTwoParts(predictions).ifPresent(oddities::add);
    return oddities;
  }

  /** Patients of the test part of whom the model had already seen something. */
  private static Optional<String> inTwoParts(List<Prediction> predictions) {
    Map<String, Prediction> known = new HashMap<>();
    predictions.stream()
        .filter(one -> one.part() != Part.TEST)
        .forEach(one -> one.patient().ifPresent(patient -> known.putIfAbsent(patient, one)));
    Set<String> again = new TreeSet<>();
    predictions.stream()
        .filter(one -> one.part() == Part.TEST)
        .forEach(one -> one.patient().filter(known::containsKey).ifPresent(again::add));
    if (again.isEmpty()) {
      return Optional.empty();
    }
    String first = again.iterator().next();
    Prediction seen = Objects.requireNonNull(known.get(first));
    return Optional.of(
        "Patients of the test part who are in another part too: %d, as %s in %s (%s); the figures may be too good."
            .formatted(again.size(), first, seen.part().word(), seen.image()));
  }

  private static boolean fits(float logit, float probability) {
    return Math.abs(BinaryCrossentropy.probability(logit) - probability) < 1e-3;
  }

  /**
   * Compares two models on the same test images.
   *
   * @param one the predictions of one
   * @param other those of the other
   * @param rule how to find the threshold of each, on its own validation part
   * @return the comparison
   * @throws IOException if the images are not the same, as {@link Pairing#of}
   */
  public static Against against(Pairing.Side one, Pairing.Side other, ThresholdRule rule)
      throws IOException {
    Pairing pairing = Pairing.of(one, other);
    Cases first = Predicting.cases(pairing.first(), Part.TEST);
    Cases second = Predicting.cases(pairing.second(), Part.TEST);
    Bootstrap bootstrap = Bootstrap.standard();
    Threshold firstThreshold = threshold(one, rule);
    Threshold secondThreshold = threshold(other, rule);
    boolean both = first.positives() > 0 && first.negatives() > 0;
    return new Against(
        other.name(),
        pairing.by(),
        secondThreshold,
        both ? Optional.of(RocCurve.of(second)) : Optional.empty(),
        ModelComparison.of(
            first, second, firstThreshold.value(), secondThreshold.value(), bootstrap));
  }

  private static Threshold threshold(Pairing.Side side, ThresholdRule rule) {
    return Threshold.of(
        rule, Predicting.cases(side.predictions(), Part.VALIDATION), Bootstrap.standard());
  }
}
