package org.pleura.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Command;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Facts;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.Points;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;
import org.pleura.tune.SearchFacts;
import org.pleura.tune.Trial;
import org.pleura.tune.Trials;

/**
 * The report of a search for a better plan, from the files of its folder alone. It has no model
 * card and no checklists: a search tests nothing, and what it finds is a plan. Those come with the
 * run that is trained by it.
 */
public final class SearchReport {

  /** So many are ranked in the table; all are in tuning.csv. */
  private static final int MOST_RANKED = 50;

  private final SearchFacts facts;
  private final List<Section> sections = new ArrayList<>();

  private SearchReport(SearchFacts facts) {
    this.facts = facts;
  }

  /**
   * Writes report.html, whole or not at all; one that is there is replaced.
   *
   * @param folder of a search
   * @throws IOException if nothing is trained yet, a file is damaged, or the report cannot be
   *     written; the message says which
   */
  public static void write(RunFolder folder) throws IOException {
    HtmlReport.write(folder.report(), new SearchReport(SearchFacts.read(folder)).content());
  }

  private ReportContent content() {
    addRanking();
    addBest();
    addSpace();
    addData();
    addPlan();
    add("limits", "Limits", List.of(new Points(Limits.of(facts))));
    addProvenance();
    List<String> summary = new ArrayList<>(List.of(SearchWords.result(facts)));
    summary.add(
        (SearchWords.drawn(facts) ? "The images are drawings, not radiographs of people. " : "")
            + (SearchWords.isOver(facts) ? "" : SearchWords.unfinished(facts) + " ")
            + Trials.OPTIMISM
            + " "
            + Trials.UNTOUCHED);
    return new ReportContent(SearchWords.title(facts), summary, List.of(), sections, List.of());
  }

  private void add(String anchor, String heading, List<Block> blocks) {
    sections.add(new Section(heading, blocks, anchor));
  }

  private void addRanking() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Illustration(SearchFigure.of(facts.trials(), facts.constantLoss()).draw()));
    List<Trial> ranked = facts.trials().ranked();
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : ranked.stream().limit(MOST_RANKED).toList()) {
      rows.add(
          List.of(
              String.valueOf(rows.size() + 1),
              String.valueOf(trial.number()),
              String.valueOf(trial.plan().training().epochs()),
              trial.lossText(),
              trial.aurocText(),
              String.join(", ", trial.settings())));
    }
    Optional<String> method =
        ranked.stream()
            .flatMap(trial -> trial.score().stream())
            .flatMap(
                score ->
                    score.auroc() instanceof Estimate.Known known
                        ? Optional.of(known.method()).stream()
                        : Optional.<String>empty().stream())
            .findFirst();
    blocks.add(
        new Table(
            "%sthose that were trained longest first, then by loss: the binary cross-entropy of the kept model on the validation images, in nats. AUROC with its interval%s."
                .formatted(
                    ranked.size() <= MOST_RANKED
                        ? "The ranking, "
                        : "The first %d of %d, ".formatted(MOST_RANKED, ranked.size()),
                    method.map(name -> " (" + name + ")").orElse("")),
            List.of("rank", "trial", "epochs", "loss", "AUROC", "what varies"),
            rows));
    SearchWords.apart(facts).ifPresent(words -> blocks.add(new Note(words)));
    add("ranking", "The ranking", blocks);
  }

  private void addBest() {
    List<Block> blocks = new ArrayList<>();
    Optional<Trial> best = facts.trials().best();
    if (best.isEmpty()) {
      blocks.add(new Paragraph("Every loss ran away, so no plan is the best."));
    } else {
      List<List<String>> rows = new ArrayList<>();
      for (String setting : best.get().settings()) {
        int at = setting.indexOf('=');
        rows.add(List.of(setting.substring(0, at), setting.substring(at + 1)));
      }
      blocks.add(
          new Table(
              "In what trial %d differs from the plan '%s'."
                  .formatted(best.get().number(), facts.base().name()),
              List.of("value", "here"),
              rows));
      if (SearchWords.isOver(facts)) {
        blocks.add(
            new Paragraph(
                RunWords.typed(
                    "To train it and ask it about the test images, once, typed in the search's"
                        + " folder",
                    RunWords.places(facts.provenance()))));
        blocks.add(new Command(SearchWords.next(facts)));
      }
    }
    add("best", "The best plan", blocks);
  }

  private void addSpace() {
    add(
        "space",
        "What was tried, and what it cost",
        List.of(
            new Table(
                "What varies, over %d configurations.".formatted(facts.configurations().size()),
                List.of("value of the plan", "different values", "which"),
                SearchWords.space(facts)),
            new Paragraph(SearchWords.scheme(facts)),
            new Table(
                SearchWords.isOver(facts)
                    ? "What the search cost."
                    : "What the search cost so far.",
                List.of("", "trainings", "epochs asked for", "seconds"),
                SearchWords.cost(facts)),
            new Paragraph(SearchWords.whole(facts))));
  }

  private void addData() {
    List<Block> blocks = new ArrayList<>();
    Provenance.Noted noted = facts.provenance().noted();
    if (noted != null) {
      noted.assumptions().forEach(sentence -> blocks.add(new Note(sentence)));
    }
    facts.repeated().ifPresent(sentence -> blocks.add(new Note(sentence)));
    blocks.add(new Paragraph(RunWords.labels(facts.provenance(), SearchWords.drawn(facts))));
    List<List<String>> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      rows.add(RunWords.partRow(part.word(), facts.part(part)));
    }
    rows.add(RunWords.partRow("all", facts.split()));
    blocks.add(
        new Table(
            "The images of each part, the same in every training; the test part was not asked.",
            List.of(
                "part",
                "images",
                facts.classes().positive(),
                facts.classes().negative(),
                "patients"),
            rows));
    blocks.addAll(RunReport.data(facts.provenance().data()));
    add("data", "The data", blocks);
  }

  private void addPlan() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(RunWords.division(facts.base())));
    blocks.add(new Paragraph(RunWords.augmentation(facts.base())));
    RunReport.addValues(blocks, facts.base());
    add("plan", "The plan that is varied", blocks);
  }

  private void addProvenance() {
    List<Fact> lines = new ArrayList<>();
    RunWords.addProvenance(lines, facts.provenance());
    lines.add(new Fact("Plan", PlanFile.words(facts.base()) + "; seed " + facts.base().seed()));
    add("provenance", "Provenance", List.of(new Facts(lines)));
  }
}
