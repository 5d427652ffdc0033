package org.pleura.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pleura.data.Folds;
import org.pleura.data.Groups;
import org.pleura.data.Radiograph;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Auroc;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Estimate;

/**
 * How well the label can be told from one blinkered look, and what is to be thought of it.
 *
 * <p>The rule: nothing is said against a look whose interval reaches down to 0.5. Above that, a
 * little is normal: patients who lie ill in bed are filmed otherwise than those who stand, and a
 * large finding changes an image as a whole. It is suspicious when even the interval's lower end
 * lies above 0.6 for the border and the file, which do not show the lungs, or above 0.8 for the
 * thumbnail, the grays and their mean, in which a large finding can be seen.
 *
 * @param look what was seen
 * @param auroc of models that saw nothing else, each on the fold it was not fitted to; the mean
 * @param judgement what is to be thought of it
 */
public record LabelLeak(Look look, Estimate auroc, Judgement judgement) {
  /** The inverse of the penalty: weak looks at few images are not to be learned by heart. */
  private static final double C = 0.01;

  private static final int FOLDS = 5;
  private static final long SEED = 0;

  /** What is to be thought of it. */
  public enum Judgement {
    /** No better than chance, as far as these images tell. */
    NOTHING,
    /** Better than chance, as is normal. */
    A_LITTLE,
    /** Too good. */
    SUSPICIOUS,
    /** It could not be measured. */
    UNKNOWN
  }

  /**
   * Lets a model learn the label from a look, on five folds that keep groups apart.
   *
   * @param look what is seen
   * @param seen of each radiograph
   * @param radiographs all
   * @param groups which of them belong together
   * @return how well it did
   */
  public static LabelLeak of(
      Look look, List<float[]> seen, List<Radiograph> radiographs, Groups groups) {
    Folds folds;
    try {
      folds = Folds.stratified(radiographs, groups, FOLDS, SEED);
    } catch (UnusableDataException tooFew) {
      return unknown(
          look, "it takes images of both classes, from 5 patients each, to measure this");
    }
    if (seen.stream().allMatch(one -> Arrays.equals(one, seen.get(0)))) {
      return unknown(look, "it is the same in all images");
    }
    Map<String, float[]> byName = new HashMap<>();
    for (int i = 0; i < seen.size(); i++) {
      byName.put(radiographs.get(i).name(), seen.get(i));
    }
    Estimate auroc = auroc(folds, byName);
    return new LabelLeak(look, auroc, judgement(look, auroc));
  }

  private static LabelLeak unknown(Look look, String reason) {
    return new LabelLeak(look, new Estimate.Undefined(reason), Judgement.UNKNOWN);
  }

  private static Estimate auroc(Folds folds, Map<String, float[]> byName) {
    List<Radiograph> asked = new ArrayList<>();
    List<Double> logits = new ArrayList<>();
    List<Integer> foldOf = new ArrayList<>();
    for (List<Radiograph> fold : folds.folds()) {
      List<Radiograph> others = new ArrayList<>();
      folds.folds().stream().filter(other -> other != fold).forEach(others::addAll);
      LogisticRegression model =
          LogisticRegression.fit(
              others.stream().map(one -> byName.get(one.name())).toArray(float[][]::new),
              labels(others),
              C);
      for (Radiograph radiograph : fold) {
        asked.add(radiograph);
        logits.add(model.logit(byName.getOrDefault(radiograph.name(), new float[0])));
        foldOf.add(folds.folds().indexOf(fold));
      }
    }
    double[] scores = logits.stream().mapToDouble(Double::doubleValue).toArray();
    double[] probabilities = logits.stream().mapToDouble(LogisticRegression::sigmoid).toArray();
    Cases cases = Cases.of(labels(asked), scores, probabilities);
    boolean known = asked.stream().allMatch(radiograph -> radiograph.patient().isPresent());
    return Auroc.withinFolds(
        known
            ? cases.withPatients(asked.stream().map(one -> one.patient().orElseThrow()).toList())
            : cases,
        foldOf.stream().mapToInt(Integer::intValue).toArray(),
        Bootstrap.standard());
  }

  private static boolean[] labels(List<Radiograph> radiographs) {
    boolean[] labels = new boolean[radiographs.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = radiographs.get(i).label() == 1;
    }
    return labels;
  }

  private static Judgement judgement(Look look, Estimate auroc) {
    if (!(auroc instanceof Estimate.Known known)) {
      return Judgement.UNKNOWN;
    }
    if (known.low() <= 0.5) {
      return Judgement.NOTHING;
    }
    return known.low() > look.suspicious() ? Judgement.SUSPICIOUS : Judgement.A_LITTLE;
  }

  /**
   * The finding in words.
   *
   * @return one sentence
   */
  public String sentence() {
    String what = String.format(Locale.ROOT, "A model that sees only %s ", look.words());
    if (!(auroc instanceof Estimate.Known)) {
      return what + "was not tried: " + ((Estimate.Undefined) auroc).reason() + ".";
    }
    return what
        + "reaches an AUROC of "
        + auroc.text()
        + switch (judgement) {
          case NOTHING -> ": no better than chance, as far as these images tell.";
          case A_LITTLE ->
              String.format(
                  Locale.ROOT,
                  ": a little, as is normal while not all of the interval is above %.1f; %s.",
                  look.suspicious(),
                  look.why());
          case SUSPICIOUS ->
              String.format(
                  Locale.ROOT,
                  ": suspicious, for all of the interval is above %.1f; %s.",
                  look.suspicious(),
                  look.why());
          case UNKNOWN -> ".";
        };
  }
}
