package org.pleura.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pleura.nn.train.History;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Checks;
import org.pleura.report.ReportContent.Command;
import org.pleura.report.ReportContent.Facts;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.PictureRow;
import org.pleura.report.ReportContent.Points;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.AgreementFacts;
import org.pleura.run.AuditFacts;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.NetworkSummary;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Prediction;
import org.pleura.run.Provenance;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;
import org.pleura.run.WholeFile;

/**
 * The report of a run and its model card, both from the files of the run's folder alone. Whatever
 * was evaluated, explained or audited since the run ended is in them.
 */
public final class RunReport {

  private static final int MOST_MAPS = 40;

  private final RunFacts facts;
  private final RunPictures pictures;
  private final List<Section> sections = new ArrayList<>();

  private RunReport(RunFacts facts, RunPictures pictures) {
    this.facts = facts;
    this.pictures = pictures;
  }

  /**
   * Writes report.html and model-card.md, each whole or not at all; those that are there are
   * replaced.
   *
   * @param folder of a run, or of an imported model
   * @throws IOException if the run has not come to an evaluation, a file of it is damaged, or the
   *     report cannot be written; the message says which
   */
  public static void write(RunFolder folder) throws IOException {
    RunFacts facts = RunFacts.read(folder);
    ReportContent content = content(facts, RunPictures.read(folder, facts));
    HtmlReport.write(folder.report(), content);
    WholeFile.write(folder.modelCard(), ModelCard.of(facts).getBytes(StandardCharsets.UTF_8));
  }

  /** What the report says. */
  static ReportContent content(RunFacts facts, RunPictures pictures) {
    RunReport report = new RunReport(facts, pictures);
    report.addSections();
    return new ReportContent(
        RunWords.title(facts),
        Stream.of(
                Optional.of(RunWords.result(facts)),
                RunWords.worth(facts),
                Optional.of(RunWords.doubt(facts)))
            .flatMap(Optional::stream)
            .toList(),
        facts.evaluation().map(EvaluationTables::keyNumbers).orElse(List.of()),
        report.sections,
        List.of());
  }

  private void addSections() {
    addData();
    addPlan();
    addCurves();
    facts.evaluation().ifPresent(this::addFigures);
    addElsewhere();
    facts.evaluation().ifPresent(this::addMistakes);
    addExplanations();
    addForeign();
    facts.audit().ifPresent(this::addAudit);
    add("limits", "Limits", List.of(new Points(Limits.of(facts))));
    addProvenance();
    sections.addAll(checklists(new RunAnswers(facts)));
  }

  private void add(String anchor, String heading, List<Block> blocks) {
    sections.add(new Section(heading, blocks, anchor));
  }

  private void addData() {
    List<Block> blocks = new ArrayList<>();
    facts.assumptions().forEach(sentence -> blocks.add(new Note(sentence)));
    if (facts.imported().isPresent()) {
      blocks.add(new Note("The data that the model was trained on are not known here."));
    } else {
      blocks.add(new Paragraph(RunWords.labels(facts)));
      blocks.add(
          new Table(
              "The images of each part, and the patients they show.",
              RunWords.partHeader(facts),
              RunWords.partRows(facts)));
      blocks.add(new Paragraph(RunWords.overlap(facts)));
      blocks.add(new Paragraph(RunWords.repeated(facts)));
      facts
          .provenance()
          .ifPresent(
              from -> {
                blocks.addAll(data(from.data()));
              });
    }
    addAll(blocks, pictures.numbered(1, 4));
    add("data", "The data", blocks);
  }

  /** What is known of the data as a whole, and which of them were left out. */
  static List<Block> data(Provenance.Data data) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph("Data fingerprint (SHA-256): " + data.fingerprint()));
    if (!data.leftOut().isEmpty()) {
      blocks.add(
          new Table(
              "Images that could not be used and were left out.",
              List.of("image", "reason"),
              data.leftOut().stream()
                  .map(image -> List.of(image.image(), image.reason()))
                  .toList()));
    }
    return blocks;
  }

  private void addPlan() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(RunWords.preparation(facts)));
    facts
        .plan()
        .ifPresent(
            plan -> {
              blocks.add(new Paragraph(RunWords.division(facts, plan)));
              blocks.add(new Paragraph(RunWords.augmentation(plan)));
              blocks.add(new Paragraph(RunWords.ensemble(plan)));
            });
    blocks.add(layers(facts));
    facts.plan().ifPresent(plan -> addValues(blocks, plan));
    addAll(blocks, pictures.numbered(5, 7));
    add("plan", facts.plan().isPresent() ? "The plan" : "The network", blocks);
  }

  /** The network, layer by layer. */
  static Table layers(RunFacts facts) {
    return new Table(
        String.join("; ", NetworkSummary.totals(facts.graph())) + ".",
        List.of("Layer (type)", "Output shape", "Parameters"),
        NetworkSummary.rows(
            facts.graph(), facts.plan().map(plan -> plan.network().towers()).orElse(1)));
  }

  /** What was asked for, beside the named plan that it was made of. */
  static void addValues(List<Block> blocks, Plan plan) {
    Map<String, String> here = PlanFile.values(plan);
    Optional<Plan> named = PlanFile.ofName(plan.name());
    Map<String, String> there = named.map(PlanFile::values).orElse(Map.of());
    Map<String, String> different = PlanFile.changes(plan);
    List<List<String>> rows = new ArrayList<>();
    here.forEach((path, value) -> rows.add(List.of(path, value)));
    if (named.isEmpty()) {
      blocks.add(
          new Paragraph(
              "The plan '"
                  + plan.name()
                  + "' is none of those that Pleura has, so all its values are its own."));
    } else if (different.isEmpty()) {
      blocks.add(new Paragraph("It is the plan '" + plan.name() + "', unchanged."));
    } else {
      blocks.add(
          new Table(
              "What differs from the plan '" + plan.name() + "'.",
              List.of("value", "here", "in the plan '" + plan.name() + "'"),
              different.entrySet().stream()
                  .map(
                      entry ->
                          List.of(
                              entry.getKey(),
                              entry.getValue(),
                              there.getOrDefault(entry.getKey(), "not there")))
                  .toList()));
    }
    blocks.add(new Table("Every value of the plan.", List.of("value", "here"), rows));
  }

  private void addCurves() {
    if (facts.history().isEmpty()) {
      return;
    }
    History history = facts.history().get();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(RunWords.training(facts.plan().orElseThrow(), history)));
    facts.learnedNothing().ifPresent(sentence -> blocks.add(new Note(sentence)));
    addAll(blocks, pictures.numbered(8, 8));
    List<List<String>> rows = new ArrayList<>();
    for (History.Epoch epoch : history.epochs()) {
      rows.add(
          List.of(
              String.valueOf(epoch.number()),
              number(epoch.loss()),
              number(epoch.accuracy()),
              number(epoch.validationLoss()),
              number(epoch.validationAccuracy())));
    }
    blocks.add(
        new Table(
            "Loss and accuracy of each epoch.",
            List.of("epoch", "loss", "accuracy", "validation loss", "validation accuracy"),
            rows));
    add("curves", "Training", blocks);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void addFigures(EvaluationFacts evaluation) {
    List<Block> blocks = new ArrayList<>(EvaluationTables.of(evaluation));
    addAll(blocks, pictures.numbered(9, 10));
    addAll(blocks, pictures.numbered(12, 12));
    if (!evaluation.groups().isEmpty()) {
      addAll(blocks, pictures.numbered(13, 13));
    }
    evaluation
        .against()
        .ifPresent(
            against -> {
              blocks.addAll(EvaluationTables.of(against));
              addAll(blocks, pictures.numbered(14, 14));
            });
    add("figures", "Figures with their intervals", blocks);
  }

  private void addElsewhere() {
    if (facts.elsewhere().isEmpty()) {
      return;
    }
    List<Block> blocks = new ArrayList<>();
    facts
        .elsewhere()
        .forEach(
            (name, evaluation) -> {
              blocks.add(new Note("On the data that are called " + name + " here:"));
              blocks.addAll(EvaluationTables.of(evaluation));
            });
    add("elsewhere", "On other data", blocks);
  }

  private void addMistakes(EvaluationFacts evaluation) {
    List<Prediction> mistakes = facts.mistakes();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Paragraph(
            "%d of %d test images were called wrongly: %d were called '%s' and are not, %d are and were not called so. Those of which the model was surest come first."
                .formatted(
                    evaluation.cases() - evaluation.calls().right(),
                    evaluation.cases(),
                    evaluation.calls().falsePositives(),
                    facts.classes().positive(),
                    evaluation.calls().falseNegatives())));
    List<Prediction> worst = mistakes.stream().limit(RunPictures.MOST_MISTAKES).toList();
    if (!worst.isEmpty() && pictures.mistakes().isEmpty()) {
      blocks.add(
          new Note(
              "The images are not shown: they are not where they were, or not the same files."));
    } else if (!worst.isEmpty()) {
      blocks.add(
          new PictureRow(
              "The worst mistakes,",
              "with the probability of " + facts.classes().positive() + " that was said.",
              pictures.mistakes()));
    }
    if (!worst.isEmpty()) {
      blocks.add(
          new Table(
              "The worst mistakes, at most " + RunPictures.MOST_MISTAKES + ".",
              List.of("image", "patient", "is", "probability of " + facts.classes().positive()),
              worst.stream()
                  .map(
                      one ->
                          List.of(
                              one.image(),
                              one.patient().orElse("unknown"),
                              one.label() == 1
                                  ? facts.classes().positive()
                                  : facts.classes().negative(),
                              number(one.probability())))
                  .toList()));
    }
    add("mistakes", "The worst mistakes", blocks);
  }

  private void addExplanations() {
    boolean any =
        !own().isEmpty() || facts.agreement().isPresent() || !pictures.numbered(11, 11).isEmpty();
    if (!any) {
      return;
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Note(
            "A map says where evidence for the positive class came from in this network, no finer"
                + " than a cell, and nothing of whether the network is right."));
    addAll(blocks, pictures.numbered(11, 11));
    addAll(blocks, pictures.explained());
    if (!own().isEmpty()) {
      blocks.add(maps(own(), "maps in the folder explanations"));
    }
    facts.agreement().ifPresent(agreement -> addAgreement(blocks, agreement));
    add("explanations", "Where the network looked", blocks);
  }

  /** Those of the run's images; an imported model has none that others could pass for. */
  private List<RunFacts.Explained> own() {
    return facts.explanations().stream()
        .filter(one -> one.own() || facts.imported().isPresent())
        .toList();
  }

  /** A film of a patient that was shown to a model of drawings must not pass for a drawing. */
  private void addForeign() {
    List<RunFacts.Explained> foreign = new ArrayList<>(facts.explanations());
    foreign.removeAll(own());
    if (foreign.isEmpty() && pictures.foreign().isEmpty()) {
      return;
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Note(
            "Somebody asked about files that are not among this run's images"
                + (facts.drawn()
                    ? ": the model was trained on drawings, and these may be none."
                    : ".")
                + " Nothing else in this report is of them."));
    pictures.foreign().forEach(figure -> blocks.add(new Illustration(figure.notOfThisRun())));
    if (!foreign.isEmpty()) {
      blocks.add(maps(foreign, "maps of files that are not of this run"));
    }
    add("foreign", "Images that are not of this run", blocks);
  }

  private Table maps(List<RunFacts.Explained> explained, String what) {
    List<List<String>> rows = new ArrayList<>();
    for (RunFacts.Explained one : explained.stream().limit(MOST_MAPS).toList()) {
      rows.add(
          List.of(
              one.own() || facts.imported().isPresent()
                  ? one.image()
                  : one.image() + " (not of this run)",
              one.label().isEmpty()
                  ? "not known"
                  : one.label().getAsInt() == 1
                      ? facts.classes().positive()
                      : facts.classes().negative(),
              number(one.probability()),
              one.title() + ", " + one.layer(),
              String.format(Locale.ROOT, "%.3g", one.massFor()),
              String.format(Locale.ROOT, "%.3g", one.massAgainst())));
    }
    String which =
        explained.size() <= MOST_MAPS
            ? "The " + what
            : "The first " + MOST_MAPS + " of " + explained.size() + " " + what;
    long scores =
        explained.stream()
            .map(one -> one.title().replaceFirst(".* of the ", ""))
            .distinct()
            .count();
    return new Table(
        which
            + "; for and against are the sums of their cells"
            + (scores > 1
                ? ". Maps of the probability and of the logit have different units: compare those"
                    + " of one method alone."
                : "."),
        List.of("image", "is", "probability", "method, layer", "for", "against"),
        rows);
  }

  private void addAgreement(List<Block> blocks, AgreementFacts agreement) {
    agreement.warning().ifPresent(warning -> blocks.add(new Note(warning)));
    List<String> header = new ArrayList<>(List.of("methods"));
    agreement.measures().values().forEach(header::add);
    List<List<String>> rows = new ArrayList<>();
    for (AgreementFacts.Pair pair : agreement.pairs()) {
      List<String> row = new ArrayList<>();
      row.add(pair.first() + " and " + pair.second());
      for (String measure : agreement.measures().keySet()) {
        row.add(
            pair.figures().stream()
                .filter(named -> named.path().equals(measure))
                .map(named -> named.estimate().text())
                .findFirst()
                .orElse("not asked"));
      }
      rows.add(row);
    }
    blocks.add(
        new Table(
            "How far methods agree over "
                + agreement.images()
                + " images: the means with their 95 % intervals. SSIM is structural similarity"
                + " (Wang et al. 2004), HOG are histograms of oriented gradients (Dalal and Triggs"
                + " 2005).",
            header,
            rows));
    addAll(blocks, pictures.compared());
  }

  private void addAudit(AuditFacts audit) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(RunWords.audit(facts)));
    blocks.add(
        new Paragraph(
            "Asked on %d images, on which the model's AUROC is %s."
                .formatted(audit.images(), audit.auroc().text())));
    audit.warning().ifPresent(warning -> blocks.add(new Note(warning)));
    if (!facts.auditIsOfThisModel()) {
      blocks.add(new Note("The audit is of another model than the run holds now; audit again."));
    }
    if (!audit.isComplete()) {
      blocks.add(new Note("The audit did not come to its end; some methods were not asked."));
    }
    List<List<String>> verdicts = new ArrayList<>();
    Map<String, String> rules = new LinkedHashMap<>();
    int figures = 0;
    for (AuditFacts.Method method : audit.methods()) {
      for (AuditFacts.Found found : method.findings()) {
        verdicts.add(List.of(method.word(), found.check(), found.verdict(), found.why()));
        rules.put(found.check(), found.rule());
        figures += found.figures().size();
      }
    }
    blocks.add(
        new Table(
            "The verdicts. CANNOT TELL is no pass.",
            List.of("method", "check", "verdict", "why"),
            verdicts));
    blocks.add(
        new Table(
            "When a check passes.",
            List.of("check", "it passes if"),
            rules.entrySet().stream()
                .map(rule -> List.of(rule.getKey(), rule.getValue()))
                .toList()));
    blocks.add(
        new Paragraph("The figures behind the verdicts, " + figures + ", are in audit.json."));
    add("audit", "Can the maps be believed?", blocks);
  }

  private void addProvenance() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Facts(RunWords.provenance(facts)));
    RunWords.repeat(facts)
        .ifPresent(
            line -> {
              blocks.add(new Paragraph(RunWords.typed(facts)));
              blocks.add(new Command(line));
            });
    add("provenance", "Provenance", blocks);
  }

  /** Both checklists, a section each. */
  static List<Section> checklists(RunAnswers answers) {
    return List.of(
        new Section(
            "Checklist: CLAIM",
            List.of(
                new Paragraph(
                    "Answered from the files, as far as they know. The numbers are those of the"
                        + " checklist, the words are not: the paper says what each item asks for."),
                new Checks(
                    "CLAIM (Checklist for Artificial Intelligence in Medical Imaging), 2024 update"
                        + " (Tejani et al., Radiology: Artificial Intelligence 2024;6(4):e240300).",
                    Checklists.claim(answers))),
            "claim"),
        new Section(
            "Checklist: TRIPOD+AI",
            List.of(
                new Checks(
                    "TRIPOD+AI (Transparent Reporting of a multivariable prediction model for"
                        + " Individual Prognosis Or Diagnosis; Collins et al., BMJ"
                        + " 2024;385:e078378).",
                    Checklists.tripod(answers))),
            "tripod"));
  }

  private static void addAll(List<Block> blocks, List<DrawnFigure> figures) {
    figures.forEach(figure -> blocks.add(new Illustration(figure)));
  }
}
