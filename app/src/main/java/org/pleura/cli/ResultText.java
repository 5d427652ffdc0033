package org.pleura.cli;

import java.util.List;
import java.util.Locale;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.explain.Heatmap;
import org.pleura.run.Explanation;

/** Results as lines of text. */
record ResultText(Narration narration) {

  /** The confusion matrix, and each figure with its interval or the reason for having none. */
  void evaluation(Evaluation evaluation, String positiveClass, String negativeClass) {
    ConfusionMatrix confusion = evaluation.confusion();
    narration.line(
        "%d test images: %d %s, %d %s",
        evaluation.cases(),
        confusion.positives(),
        positiveClass,
        confusion.negatives(),
        negativeClass);
    narration.line("%-22s %14s %14s", "Confusion matrix", "called", "called");
    narration.line("%-22s %14s %14s", "", positiveClass, negativeClass);
    narration.line(
        "%-22s %14d %14d",
        "  " + positiveClass, confusion.truePositives(), confusion.falseNegatives());
    narration.line(
        "%-22s %14d %14d",
        "  " + negativeClass, confusion.falsePositives(), confusion.trueNegatives());
    boolean mostlyPositive = confusion.positives() > confusion.negatives();
    String more = mostlyPositive ? positiveClass : negativeClass;
    figure("Test accuracy", confusion.accuracy());
    narration.line(
        "%-22s %s", "", "always saying '" + more + "': " + value(confusion.majorityBaseline()));
    if (evaluation.accuracyByPatient() instanceof Estimate.Known known) {
      figure("  by patient", known);
    }
    figure("Sensitivity", confusion.sensitivity());
    figure("Specificity", confusion.specificity());
    figure("AUROC", evaluation.discrimination().auroc());
    if (evaluation.discrimination().aurocByPatient() instanceof Estimate.Known known) {
      figure("  by patient", known);
    }
  }

  private void figure(String name, Estimate estimate) {
    String method = estimate instanceof Estimate.Known known ? "   [" + known.method() + "]" : "";
    narration.line("%-22s %s%s", name, estimate.text(), method);
  }

  private static String value(Estimate estimate) {
    return estimate instanceof Estimate.Known known
        ? String.format(Locale.ROOT, "%.2f", known.value())
        : estimate.text();
  }

  /** One line for each explained image and method. */
  void explanations(List<Explanation> explanations) {
    String before = "";
    for (Explanation explanation : explanations) {
      String what = what(explanation.map());
      if (!what.equals(before)) {
        before = what;
        narration.line("%s", what);
        narration.line(
            "%-32s %6s %12s %10s %10s", "image", "class", "probability", "for", "against");
      }
      narration.line(
          "%-32s %6s %12.4f %10.3g %10.3g",
          explanation.image(),
          explanation.label() < 0 ? "" : String.valueOf(explanation.label()),
          explanation.probability(),
          explanation.map().massFor(),
          explanation.map().massAgainst());
    }
  }

  private static String what(Heatmap map) {
    return String.format(
        Locale.ROOT,
        "%s at %s: %d x %d cells, each %s x %s pixels of the %d x %d image",
        map.method(),
        map.layer(),
        map.rows(),
        map.columns(),
        plain(map.cellHeight()),
        plain(map.cellWidth()),
        map.height(),
        map.width());
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
