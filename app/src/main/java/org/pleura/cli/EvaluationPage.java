package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.report.DrawnFigure;
import org.pleura.report.EvaluationTables;
import org.pleura.report.ReportContent;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.Section;
import org.pleura.run.EvaluationFacts;

/** What the page of an evaluation says that was made apart from a run's report. */
final class EvaluationPage {

  private EvaluationPage() {}

  static ReportContent content(
      String of, EvaluationFacts evaluation, List<DrawnFigure> figures, List<String> notes) {
    List<Section> sections = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    notes.forEach(note -> blocks.add(new ReportContent.Note(note)));
    blocks.addAll(EvaluationTables.of(evaluation));
    figures.forEach(figure -> blocks.add(new Illustration(figure)));
    evaluation
        .against()
        .ifPresent(
            other -> sections.add(new Section("Beside another model", EvaluationTables.of(other))));
    sections.add(new Section("Evaluation", blocks));
    return new ReportContent(
        "Evaluation of " + of,
        List.of(
            String.format(
                Locale.ROOT,
                "%d of %d test images were called rightly. %s",
                evaluation.calls().right(),
                evaluation.cases(),
                EvaluationTables.withoutLooking(evaluation))),
        EvaluationTables.keyNumbers(evaluation),
        sections,
        List.of(
            new Fact("Pleura", Pleura.Version.current()),
            new Fact("Predictions of", of),
            new Fact("Java", System.getProperty("java.version"))));
  }
}
