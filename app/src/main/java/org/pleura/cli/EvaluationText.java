package org.pleura.cli;

import java.util.Locale;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.Recalibration;
import org.pleura.evaluate.Subgroup;
import org.pleura.evaluate.TemperatureScaling;
import org.pleura.run.Evaluating;

/** An evaluation as lines of text: each figure with its interval or the reason for having none. */
record EvaluationText(Narration narration) {

  void evaluation(Evaluation evaluation, String positiveClass, String negativeClass) {
    matrix(evaluation, positiveClass, negativeClass);
    ConfusionMatrix confusion = evaluation.confusion();
    String more = evaluation.baseline().positive() ? positiveClass : negativeClass;
    figure("Test accuracy", evaluation.accuracy());
    beside("always saying '" + more + "': " + value(evaluation.baseline().accuracy()));
    independent(evaluation.accuracyByPatient(), confusion.accuracy());
    beside(evaluation.baseline().sentence());
    figure("Sensitivity", confusion.sensitivity());
    figure("Specificity", confusion.specificity());
    figure("Positive pred. value", confusion.positivePredictiveValue());
    figure("Negative pred. value", confusion.negativePredictiveValue());
    evaluation
        .atPrevalence()
        .ifPresent(
            values -> {
              narration.line("At a prevalence of %s", values.prevalence());
              figure("  positive pred. value", values.positive(), 3);
              figure("  negative pred. value", values.negative(), 3);
            });
    figure("AUROC", evaluation.auroc());
    independent(evaluation.discrimination().aurocByPatient(), evaluation.discrimination().auroc());
    evaluation.discrimination().doubt().ifPresent(this::beside);
    figure("Average precision", evaluation.discrimination().averagePrecision());
    calibration(evaluation);
    subgroups(evaluation);
  }

  private void matrix(Evaluation evaluation, String positiveClass, String negativeClass) {
    ConfusionMatrix confusion = evaluation.confusion();
    narration.line(
        "%d test images: %d %s, %d %s",
        evaluation.cases(),
        confusion.positives(),
        positiveClass,
        confusion.negatives(),
        negativeClass);
    narration.line("%s", evaluation.threshold().sentence("The threshold"));
    narration.line("%-22s %14s %14s", "Confusion matrix", "called", "called");
    narration.line("%-22s %14s %14s", "", positiveClass, negativeClass);
    narration.line(
        "%-22s %14d %14d",
        "  " + positiveClass, confusion.truePositives(), confusion.falseNegatives());
    narration.line(
        "%-22s %14d %14d",
        "  " + negativeClass, confusion.falsePositives(), confusion.trueNegatives());
  }

  private void calibration(Evaluation evaluation) {
    Calibration calibration = evaluation.calibration();
    figure("Brier score", calibration.brier(), 3);
    figure("Calibration error", calibration.error().estimate(), 3);
    calibration.error().sentence().ifPresent(this::beside);
    Recalibration line = calibration.recalibration();
    figure("Calibration slope", line.slope());
    known("  intercept", line.intercept());
    known("  in the large", line.inTheLarge());
    TemperatureScaling scaling = evaluation.temperature();
    figure("Temperature", scaling.temperature());
    scaling
        .after()
        .ifPresent(
            after -> {
              beside(
                  String.format(
                      Locale.ROOT,
                      "fitted on %d validation images; the test images with it:",
                      scaling.validationCases()));
              figure("  Brier score", after.calibration().brier(), 3);
              figure("    change", after.brierChange(), 3);
              figure("  Calibration error", after.calibration().error().estimate(), 3);
            });
  }

  private void subgroups(Evaluation evaluation) {
    if (evaluation.subgroups().isEmpty()) {
      return;
    }
    narration.line("");
    narration.line(
        "%-22s %6s %9s  %-20s %-20s %-20s",
        "Groups", "images", "positive", "sensitivity", "specificity", "AUROC");
    for (Subgroup group : evaluation.subgroups()) {
      narration.line(
          "%-22s %6d %9d  %-20s %-20s %-20s",
          group.attribute() + " " + group.value(),
          group.cases(),
          group.positives(),
          cell(group.sensitivity()),
          cell(group.specificity()),
          cell(group.auroc()));
    }
    narration.line(
        "A figure is given from %d images of each kind it rests on; the smallest group has %d. Of"
            + " many groups some differ by chance.",
        Subgroup.SMALLEST,
        evaluation.subgroups().stream().mapToInt(Subgroup::cases).min().orElse(0));
  }

  /** Another model beside this one. */
  void comparison(Evaluating.Against against) {
    ModelComparison comparison = against.comparison();
    narration.line("");
    narration.line(
        "Against %s, on the same %d test images (by %s)",
        against.name(), comparison.cases(), against.matchedBy());
    narration.line("%s", against.threshold().sentence("The other's threshold"));
    figure("AUROC of the other", comparison.auroc().second());
    narration.line("%-22s %s", "  difference", comparison.auroc().difference().text());
    known("  by patient", comparison.auroc().byPatient(), 3);
    figure("Accuracy of the other", comparison.accuracyOfSecond());
    narration.line("%-22s %s", "  difference", comparison.accuracy().difference().text());
    beside(
        String.format(
            Locale.ROOT,
            "only this one right: %d; only the other: %d",
            comparison.accuracy().onlyFirst(),
            comparison.accuracy().onlySecond()));
    known("  by patient", comparison.accuracy().byPatient(), 3);
    narration.line("%s", comparison.sentence("this model", "the other"));
  }

  private void beside(String text) {
    narration.line("%-22s %s", "", text);
  }

  /** The interval that takes the images to be of different people, where the other is told. */
  private void independent(Estimate byPatient, Estimate independent) {
    if (byPatient instanceof Estimate.Known) {
      figure("  images independent", independent);
    }
  }

  private void known(String name, Estimate estimate) {
    known(name, estimate, 2);
  }

  private void known(String name, Estimate estimate, int decimals) {
    if (estimate instanceof Estimate.Known) {
      figure(name, estimate, decimals);
    }
  }

  private void figure(String name, Estimate estimate) {
    figure(name, estimate, 2);
  }

  private void figure(String name, Estimate estimate, int decimals) {
    String method = estimate instanceof Estimate.Known known ? "   [" + known.method() + "]" : "";
    narration.line("%-22s %s%s", name, estimate.text(decimals), method);
  }

  private static String cell(Estimate estimate) {
    return estimate instanceof Estimate.Known ? estimate.text() : "too few to say";
  }

  private static String value(Estimate estimate) {
    return estimate instanceof Estimate.Known known
        ? String.format(Locale.ROOT, "%.2f", known.value())
        : estimate.text();
  }
}
