package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Evaluation;
import org.pleura.report.DrawnFigure;
import org.pleura.report.ReportContent;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.Section;
import org.pleura.run.Evaluating;

/** What the page of an evaluation says that was made apart from a run's report. */
final class EvaluationPage {

  private EvaluationPage() {}

  static ReportContent content(
      String of,
      Evaluation evaluation,
      Optional<Evaluating.Against> against,
      List<DrawnFigure> figures,
      List<String> notes) {
    ConfusionMatrix confusion = evaluation.confusion();
    List<Section> sections = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    notes.forEach(note -> blocks.add(new ReportContent.Note(note)));
    blocks.addAll(EvaluationBlocks.of(evaluation));
    figures.forEach(figure -> blocks.add(new Illustration(figure)));
    against.ifPresent(
        other -> sections.add(new Section("Beside another model", EvaluationBlocks.of(other))));
    sections.add(new Section("Evaluation", blocks));
    return new ReportContent(
        "Evaluation of " + of,
        List.of(
            String.format(
                Locale.ROOT,
                "%d of %d test images were called rightly. Always saying the more frequent class"
                    + " would have been right for %d.",
                confusion.truePositives() + confusion.trueNegatives(),
                confusion.cases(),
                Math.max(confusion.positives(), confusion.negatives()))),
        List.of(
            RunReport.keyNumber("Accuracy", confusion.accuracy()),
            RunReport.keyNumber("Sensitivity", confusion.sensitivity()),
            RunReport.keyNumber("Specificity", confusion.specificity()),
            RunReport.keyNumber("AUROC", evaluation.discrimination().auroc())),
        sections,
        List.of(
            new Fact("Pleura", Pleura.Version.current()),
            new Fact("Predictions of", of),
            new Fact("Java", System.getProperty("java.version"))));
  }
}
