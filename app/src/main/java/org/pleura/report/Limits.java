package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.evaluate.Estimate;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Plan;
import org.pleura.run.Provenance;
import org.pleura.run.RunFacts;

/** What a run's figures cannot tell, worked out from its files. */
final class Limits {

  private Limits() {}

  static List<String> of(RunFacts facts) {
    List<String> limits = new ArrayList<>();
    if (facts.drawn()) {
      limits.add(
          "The images are drawings made by Pleura. Nothing here says anything of radiographs of"
              + " people.");
    }
    facts.evaluation().ifPresent(evaluation -> addEvaluation(limits, evaluation));
    addData(limits, facts);
    facts.evaluation().ifPresent(evaluation -> addUse(limits, evaluation));
    addTraining(limits, facts);
    addMaps(limits, facts);
    return limits;
  }

  private static void addEvaluation(List<String> limits, EvaluationFacts evaluation) {
    Estimate accuracy = evaluation.figure("accuracy");
    limits.add(
        String.format(
            Locale.ROOT,
            "Sample size: %d test images, %d with the finding.%s",
            evaluation.cases(),
            evaluation.positives(),
            accuracy instanceof Estimate.Known known
                ? String.format(
                    Locale.ROOT,
                    " The interval of the accuracy is %.2f wide, so models that differ by less can hardly be told apart on them.",
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
              ? "No external validation: the test images come from the same source as those of the"
                  + " training, so the figures say nothing of another hospital, another machine or"
                  + " other patients."
              : "Figures on other data are given; whether those are of another hospital, another"
                  + " machine and other patients, the run does not know.");
    }
    if (facts.imported().isEmpty() && !facts.drawn()) {
      limits.add(
          RunWords.labels(facts)
              + " Who read the films, and how surely, the run does not know. Labels that a program"
              + " took from reports are wrong in part (Wang et al., CVPR 2017).");
    }
    int leftOut =
        facts.provenance().map(Provenance::data).map(data -> data.leftOut().size()).orElse(0);
    if (leftOut > 0) {
      limits.add(
          leftOut
              + " images could not be read and were left out; if they differ from the others, the"
              + " figures are of the others alone.");
    }
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
            "Of the test images %.0f %% have the finding; predictive values and calibration hold at that share alone%s.",
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
