package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.evaluate.Estimate;
import org.pleura.run.CrossValidationFacts;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Plan;
import org.pleura.run.Provenance;
import org.pleura.run.RunFacts;
import org.pleura.tune.SearchFacts;
import org.pleura.tune.Trials;

/** What figures cannot tell, worked out from the files of a run, a cross-validation or a search. */
final class Limits {

  private static final String DRAWN =
      "The images are drawings made by Pleura. Nothing here says anything of radiographs of"
          + " people.";
  private static final String NO_EXTERNAL =
      "No external validation: the test images come from the same source as those of the training,"
          + " so the figures say nothing of another hospital, another machine or other patients.";

  private Limits() {}

  static List<String> of(RunFacts facts) {
    List<String> limits = new ArrayList<>();
    if (facts.drawn()) {
      limits.add(DRAWN);
    }
    facts.evaluation().ifPresent(evaluation -> addEvaluation(limits, evaluation));
    addData(limits, facts);
    facts.evaluation().ifPresent(evaluation -> addUse(limits, evaluation));
    addTraining(limits, facts);
    addMaps(limits, facts);
    return limits;
  }

  /** Those of a cross-validation. */
  static List<String> of(CrossValidationFacts facts) {
    RunFacts first = facts.first();
    EvaluationFacts pooled = first.evaluation().orElseThrow();
    List<String> limits = new ArrayList<>();
    if (first.drawn()) {
      limits.add(DRAWN);
    }
    if (!facts.isComplete()) {
      limits.add(CrossValidationWords.unfinished(facts));
    }
    addEvaluation(limits, pooled);
    limits.add(
        "The intervals are those of these images, asked of these models: that the models would be"
            + " others with another seed or other training images, they do not hold. The spread"
            + " over folds and seeds shows it, but is no interval, since the folds' models share"
            + " training images (Bengio and Grandvalet, JMLR 5, 2004).");
    if (facts.bySeed().size() == 1) {
      limits.add(
          "One seed: how far the figures would move with another one, more seeds show (--seeds).");
    }
    limits.add(
        "What was cross-validated is the plan, not a model: the models of the folds are not made to"
            + " be used. If the plan was chosen by looking at these folds, the figures are too"
            + " good.");
    limits.add(CrossValidationWords.overlap(facts) + CrossValidationWords.overlapMeans(facts));
    limits.add(NO_EXTERNAL);
    addLabels(limits, first);
    addLeftOut(limits, facts.provenance());
    addPixels(limits, first);
    addUse(limits, pooled);
    addMirrored(limits, facts.plan());
    return limits;
  }

  /** Those of a search. */
  static List<String> of(SearchFacts facts) {
    List<String> limits = new ArrayList<>();
    if (SearchWords.drawn(facts)) {
      limits.add(DRAWN);
    }
    if (!SearchWords.isOver(facts)) {
      limits.add(SearchWords.unfinished(facts));
    }
    limits.add(Trials.OPTIMISM);
    limits.add(Trials.UNTOUCHED);
    SearchWords.apart(facts).ifPresent(limits::add);
    limits.add(
        "All trainings have the seed %d: with another one they may rank otherwise."
            .formatted(facts.base().seed()));
    if (facts.rungs().size() > 1) {
      limits.add(SearchWords.toTheEnd(facts));
    }
    limits.add("What is not in the space was not tried.");
    addLeftOut(limits, facts.provenance());
    return limits;
  }

  private static void addEvaluation(List<String> limits, EvaluationFacts evaluation) {
    Estimate accuracy = evaluation.told("accuracy");
    limits.add(
        String.format(
            Locale.ROOT,
            "Sample size: %d test images, %d with the finding.%s",
            evaluation.cases(),
            evaluation.positives(),
            accuracy instanceof Estimate.Known known
                ? String.format(
                    Locale.ROOT,
                    " The interval of the accuracy is %.2f wide; whether another model differs on"
                        + " the same images takes a comparison of the two (evaluate --against).",
                    known.high() - known.low())
                : ""));
    if (evaluation.patients().isEmpty()) {
      limits.add(
          "Patients are not known, so intervals take the images to be of different people; if they"
              + " are not, the intervals are too narrow.");
    }
    if (!RunWords.holds(evaluation.figure("calibrationSlope"), 1)
        || !RunWords.holds(evaluation.figure("calibrationInTheLarge"), 0)) {
      limits.add(
          "The probabilities do not mean what they say: the calibration slope is %s where 1 would be right, calibration in the large %s where 0 would be."
              .formatted(
                  evaluation.figure("calibrationSlope").text(),
                  evaluation.figure("calibrationInTheLarge").text()));
    }
  }

  private static void addData(List<String> limits, RunFacts facts) {
    if (facts.imported().isPresent()) {
      limits.add(
          "The model was trained elsewhere: its training data are not known here, so whether images"
              + " it is evaluated on were among them is not known either.");
    } else {
      limits.add(RunWords.overlap(facts) + overlapMeans(facts));
      limits.add(
          facts.elsewhere().isEmpty()
              ? NO_EXTERNAL
              : "Figures on other data are given; whether those are of another hospital, another"
                  + " machine and other patients, the run does not know.");
    }
    addLabels(limits, facts);
    facts.provenance().ifPresent(from -> addLeftOut(limits, from));
    addPixels(limits, facts);
  }

  private static void addLabels(List<String> limits, RunFacts facts) {
    if (facts.imported().isEmpty() && !facts.drawn()) {
      limits.add(
          RunWords.labels(facts)
              + " Who read the films, and how surely, the run does not know. Labels that a program"
              + " took from reports are wrong in part (Wang et al., CVPR 2017).");
    }
  }

  private static void addLeftOut(List<String> limits, Provenance from) {
    int leftOut = from.data().leftOut().size();
    if (leftOut > 0) {
      limits.add(
          leftOut
              + " images could not be read and were left out; if they differ from the others, the"
              + " figures are of the others alone.");
    }
  }

  private static void addPixels(List<String> limits, RunFacts facts) {
    limits.add(
        "The network sees %d x %d pixels: what is smaller than one of them in the film is lost."
            .formatted(facts.preparation().height(), facts.preparation().width()));
  }

  private static String overlapMeans(RunFacts facts) {
    if (facts.patientsInTwoParts().isEmpty()) {
      return " One patient may be in two parts, and the figures may be too good.";
    }
    return facts.patientsInTwoParts().getAsInt() == 0 ? "" : " The figures may be too good.";
  }

  private static void addUse(List<String> limits, EvaluationFacts evaluation) {
    double share = (double) evaluation.positives() / Math.max(1, evaluation.cases());
    limits.add(
        String.format(
            Locale.ROOT,
            "Of the test images %.0f %% have the finding; predictive values and calibration hold at"
                + " that share alone%s.",
            100 * share,
            evaluation
                .prevalence()
                .map(asked -> ", but for the predictive values at a prevalence of " + asked)
                .orElse("")));
    if (evaluation.validationCases() == 0) {
      limits.add(
          "The threshold of "
              + EvaluationTables.shortened(evaluation.threshold())
              + " was named beforehand; it is not chosen for any use.");
    }
    if (evaluation.groups().isEmpty()) {
      limits.add(
          "Groups of patients (sex, age, view) were not evaluated apart: the model may be worse for"
              + " some of them.");
    } else {
      limits.add(
          "The smallest group of patients has %d test images; differences between groups may be chance."
              .formatted(
                  evaluation.groups().stream()
                      .mapToInt(EvaluationFacts.Group::cases)
                      .min()
                      .orElse(0)));
    }
  }

  private static void addTraining(List<String> limits, RunFacts facts) {
    if (facts.history().isEmpty()) {
      return;
    }
    Plan plan = facts.plan().orElseThrow();
    limits.add(
        "One training with seed %d: another seed, or another division of the images, would give other figures; the intervals do not hold that. Cross-validation with several seeds shows it."
            .formatted(plan.seed()));
    addMirrored(limits, plan);
  }

  private static void addMirrored(List<String> limits, Plan plan) {
    if (plan.augmentation().horizontalFlip()) {
      limits.add("Training images were mirrored, which moves the heart to the other side.");
    }
  }

  private static void addMaps(List<String> limits, RunFacts facts) {
    boolean maps = !facts.explanations().isEmpty() || facts.agreement().isPresent();
    if (facts.audit().isPresent()) {
      limits.add(
          RunWords.audit(facts)
              + (facts.audit().get().passed()
                  ? " Maps show where evidence came from, not whether the network is right."
                  : " Maps of methods that did not pass are no explanation."));
    } else if (maps) {
      limits.add(RunWords.audit(facts) + " Until then they are pictures, not explanations.");
    }
    if (!facts.auditIsOfThisModel()) {
      limits.add("The audit is of another model than the run holds now; audit again.");
    }
  }
}
