package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.Recalibration;
import org.pleura.evaluate.Subgroup;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.Evaluating;

/** An evaluation as the tables and sentences of a page. */
final class EvaluationBlocks {
  private static final List<String> HEADER = List.of("figure", "value", "interval", "how");

  private EvaluationBlocks() {}

  static List<Block> of(Evaluation evaluation) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(evaluation.threshold().sentence("The threshold")));
    blocks.add(figures(evaluation));
    blocks.add(new Paragraph(evaluation.baseline().sentence()));
    evaluation.discrimination().doubt().ifPresent(doubt -> blocks.add(new Note(doubt)));
    blocks.add(calibration(evaluation));
    evaluation
        .calibration()
        .error()
        .sentence()
        .ifPresent(sentence -> blocks.add(new Paragraph(sentence)));
    if (!evaluation.subgroups().isEmpty()) {
      blocks.add(subgroups(evaluation.subgroups()));
    }
    return blocks;
  }

  private static Table figures(Evaluation evaluation) {
    ConfusionMatrix confusion = evaluation.confusion();
    List<List<String>> rows = new ArrayList<>();
    addRow(rows, "Accuracy", confusion.accuracy());
    addRow(rows, "Accuracy, patients resampled whole", evaluation.accuracyByPatient());
    addRow(rows, "Always saying the more frequent class", evaluation.baseline().accuracy());
    addRow(
        rows,
        "Accuracy less that, on the same images",
        evaluation.baseline().against().difference().estimate());
    addRow(rows, "Sensitivity", confusion.sensitivity());
    addRow(rows, "Specificity", confusion.specificity());
    addRow(rows, "Positive predictive value", confusion.positivePredictiveValue());
    addRow(rows, "Negative predictive value", confusion.negativePredictiveValue());
    evaluation
        .atPrevalence()
        .ifPresent(
            values -> {
              String where = " at a prevalence of " + values.prevalence();
              addRow(rows, "Positive predictive value" + where, values.positive());
              addRow(rows, "Negative predictive value" + where, values.negative());
            });
    addRow(rows, "AUROC", evaluation.discrimination().auroc());
    addRow(rows, "AUROC, patients resampled whole", evaluation.discrimination().aurocByPatient());
    addRow(rows, "Average precision", evaluation.discrimination().averagePrecision());
    return new Table(
        String.format(
            Locale.ROOT,
            "The %d test images; positive is a probability above %s.",
            evaluation.cases(),
            evaluation.threshold().text()),
        HEADER,
        rows);
  }

  private static Table calibration(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    addCalibration(rows, "", evaluation.calibration());
    addRow(rows, "Temperature", evaluation.temperature().temperature());
    evaluation
        .temperature()
        .after()
        .ifPresent(
            after -> {
              addCalibration(rows, ", scaled", after.calibration());
              addRow(rows, "Change of the Brier score", after.brierChange());
              addRow(rows, "Change of the cross-entropy", after.crossEntropyChange());
            });
    return new Table(
        String.format(
            Locale.ROOT,
            "Whether the probabilities mean what they say, on the test images; the temperature was"
                + " fitted on %d validation images.",
            evaluation.temperature().validationCases()),
        HEADER,
        rows);
  }

  private static void addCalibration(
      List<List<String>> rows, String which, Calibration calibration) {
    addRow(rows, "Brier score" + which, calibration.brier());
    addRow(rows, "Cross-entropy" + which, calibration.crossEntropy());
    addRow(rows, "Calibration error" + which, calibration.error().estimate());
    Recalibration line = calibration.recalibration();
    addRow(rows, "Calibration slope" + which, line.slope());
    addRow(rows, "Calibration intercept" + which, line.intercept());
    addRow(rows, "Calibration in the large" + which, line.inTheLarge());
  }

  private static Table subgroups(List<Subgroup> groups) {
    List<List<String>> rows = new ArrayList<>();
    for (Subgroup group : groups) {
      rows.add(
          List.of(
              group.attribute() + " " + group.value(),
              String.valueOf(group.cases()),
              String.valueOf(group.positives()),
              cell(group.accuracy()),
              cell(group.sensitivity()),
              cell(group.specificity()),
              cell(group.auroc())));
    }
    return new Table(
        String.format(
            Locale.ROOT,
            "Groups of the test images. A figure is given from %d images of each kind it rests on;"
                + " the smallest group has %d. Of many groups some differ by chance.",
            Subgroup.SMALLEST,
            groups.stream().mapToInt(Subgroup::cases).min().orElse(0)),
        List.of("group", "images", "positive", "accuracy", "sensitivity", "specificity", "AUROC"),
        rows);
  }

  /** Another model on the same images. */
  static List<Block> of(Evaluating.Against against) {
    ModelComparison comparison = against.comparison();
    List<List<String>> rows = new ArrayList<>();
    addRow(rows, "AUROC of the other", comparison.auroc().second());
    addRow(rows, "Difference of the AUROC", comparison.auroc().difference().estimate());
    addRow(rows, "the same, patients resampled whole", comparison.auroc().byPatient());
    addRow(rows, "Accuracy of the other", comparison.accuracyOfSecond());
    addRow(rows, "Difference of the accuracy", comparison.accuracy().difference().estimate());
    addRow(rows, "the same, patients resampled whole", comparison.accuracy().byPatient());
    return List.of(
        new Note(comparison.sentence("this model", "the other")),
        new Table(
            String.format(
                Locale.ROOT,
                "This model less %s, on the same %d test images (by %s).",
                against.name(),
                comparison.cases(),
                against.matchedBy()),
            HEADER,
            rows),
        new Paragraph(
            String.format(
                Locale.ROOT,
                "AUROC: %s. Accuracy: only this model was right on %d images, only the other on %d;"
                    + " %s. %s",
                comparison.auroc().difference().text(),
                comparison.accuracy().onlyFirst(),
                comparison.accuracy().onlySecond(),
                comparison.accuracy().difference().text(),
                against.threshold().sentence("The other's threshold"))));
  }

  private static String cell(Estimate estimate) {
    return estimate instanceof Estimate.Known ? estimate.text() : "too few to say";
  }

  private static void addRow(List<List<String>> rows, String name, Estimate estimate) {
    if (estimate instanceof Estimate.Known known) {
      rows.add(
          List.of(
              name,
              String.format(Locale.ROOT, "%.3f", known.value()),
              String.format(Locale.ROOT, "%.3f to %.3f", known.low(), known.high()),
              known.method()));
    } else {
      rows.add(List.of(name, "", "", estimate.text()));
    }
  }
}
