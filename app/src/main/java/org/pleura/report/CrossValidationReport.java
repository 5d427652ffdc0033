package org.pleura.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Spread;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Command;
import org.pleura.report.ReportContent.Facts;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.KeyNumber;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.PictureRow;
import org.pleura.report.ReportContent.Points;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.CrossValidationFacts;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Prediction;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;

/**
 * The report of a cross-validation, from the files of its folder alone. It has no model card: what
 * was cross-validated is a plan, and there is no one model to describe.
 */
public final class CrossValidationReport {

  /** Of more seeds the tables of single folds would be too many to read. */
  private static final int MOST_SEEDS = 10;

  private final CrossValidationFacts facts;
  private final List<Thumbnail> mistakes;
  private final List<Section> sections = new ArrayList<>();

  private CrossValidationReport(CrossValidationFacts facts, List<Thumbnail> mistakes) {
    this.facts = facts;
    this.mistakes = mistakes;
  }

  /**
   * Writes report.html, whole or not at all; one that is there is replaced.
   *
   * @param folder of a cross-validation
   * @throws IOException if no seed is done yet, a file is damaged, or the report cannot be written;
   *     the message says which
   */
  public static void write(RunFolder folder) throws IOException {
    CrossValidationFacts facts = CrossValidationFacts.read(folder);
    CrossValidationReport report =
        new CrossValidationReport(facts, RunPictures.mistakes(folder, facts.first()));
    HtmlReport.write(folder.report(), report.content());
  }

  private ReportContent content() {
    addData();
    addPlan();
    addTraining();
    addFolds();
    addFigures();
    addMistakes();
    add("limits", "Limits", List.of(new Points(Limits.of(facts))));
    addProvenance();
    sections.addAll(RunReport.checklists(new CrossValidationAnswers(facts)));
    return new ReportContent(
        CrossValidationWords.title(facts),
        List.of(
            CrossValidationWords.result(facts),
            CrossValidationWords.together(facts),
            CrossValidationWords.doubt(facts)),
        keyNumbers(),
        sections,
        List.of());
  }

  private void add(String anchor, String heading, List<Block> blocks) {
    sections.add(new Section(heading, blocks, anchor));
  }

  private EvaluationFacts pooled() {
    return facts.first().evaluation().orElseThrow();
  }

  /** The headline, and beside it how images are called, which does not mix scales. */
  private List<KeyNumber> keyNumbers() {
    Spread auroc = facts.bySeed().get(0).auroc();
    List<KeyNumber> numbers = new ArrayList<>();
    numbers.add(
        new KeyNumber(
            "AUROC, mean over " + facts.folds() + " folds",
            String.format(Locale.ROOT, "%.2f", auroc.mean()),
            String.format(
                Locale.ROOT,
                "single folds %.2f to %.2f (no interval: they share training images)",
                auroc.smallest(),
                auroc.largest()),
            Optional.empty()));
    EvaluationTables.keyNumbers(pooled()).stream()
        .filter(number -> !number.label().equals("AUROC"))
        .map(
            number ->
                new KeyNumber(
                    number.label() + ", all folds",
                    number.value(),
                    number.detail(),
                    number.interval()))
        .forEach(numbers::add);
    return numbers;
  }

  private void addData() {
    List<Block> blocks = new ArrayList<>();
    facts.first().assumptions().forEach(sentence -> blocks.add(new Note(sentence)));
    blocks.add(new Paragraph(RunWords.labels(facts.first())));
    blocks.add(new Paragraph(CrossValidationWords.division(facts)));
    List<String> header = new ArrayList<>(RunWords.partHeader(facts.first()));
    header.set(0, "fold");
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < facts.dealt().size(); fold++) {
      rows.add(RunWords.partRow(String.valueOf(fold + 1), facts.dealt().get(fold)));
    }
    rows.add(RunWords.partRow("all", CrossValidationWords.images(facts)));
    blocks.add(new Table("The images of each fold, and the patients they show.", header, rows));
    blocks.add(new Paragraph(CrossValidationWords.overlap(facts)));
    blocks.addAll(RunReport.data(facts.provenance().data()));
    add("data", "The data", blocks);
  }

  private void addPlan() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Paragraph(RunWords.preparation(facts.first())));
    blocks.add(new Paragraph(RunWords.augmentation(facts.plan())));
    blocks.add(new Paragraph(RunWords.ensemble(facts.plan())));
    blocks.add(RunReport.layers(facts.first()));
    RunReport.addValues(blocks, facts.plan());
    add("plan", "The plan", blocks);
  }

  private void addTraining() {
    List<List<String>> rows = new ArrayList<>();
    for (CrossValidationFacts.OfSeed seed : shown()) {
      for (int fold = 0; fold < seed.histories().size(); fold++) {
        var history = seed.histories().get(fold);
        var last = history.epochs().get(history.epochs().size() - 1);
        rows.add(
            List.of(
                "seed %d, fold %d".formatted(seed.seed(), fold + 1),
                String.valueOf(history.epochs().size()),
                RunReport.number(last.loss()),
                RunReport.number(
                    history.epochs().stream()
                        .mapToDouble(epoch -> epoch.validationLoss())
                        .min()
                        .orElseThrow()),
                String.format(Locale.ROOT, "%.1f", RunWords.seconds(history))));
      }
    }
    add(
        "curves",
        "Training",
        List.of(
            new Paragraph(CrossValidationWords.training(facts)),
            new Table(
                "The training of each fold; each has its curve in a report of its own (report"
                    + " FOLDER/seed-%d/fold-1).".formatted(facts.bySeed().get(0).seed()),
                List.of(
                    "training",
                    "epochs",
                    "loss of the last",
                    "smallest validation loss",
                    "seconds"),
                rows)));
  }

  private List<CrossValidationFacts.OfSeed> shown() {
    return facts.bySeed().stream().limit(MOST_SEEDS).toList();
  }

  private void addFolds() {
    List<Block> blocks = new ArrayList<>();
    CrossValidationWords.readings(facts).forEach(words -> blocks.add(new Paragraph(words)));
    if (facts.bySeed().size() > 1) {
      blocks.add(overSeeds());
    }
    shown().forEach(seed -> blocks.add(bySeed(seed)));
    if (facts.bySeed().size() > MOST_SEEDS) {
      blocks.add(
          new Note(
              "Of %d seeds the first %d are shown; all are in crossvalidation.json."
                  .formatted(facts.bySeed().size(), MOST_SEEDS)));
    }
    add("folds", "Fold by fold, seed by seed", blocks);
  }

  private Table overSeeds() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("auroc", "AUROC, mean over folds");
    names.put("pooledAuroc", "AUROC, all folds together");
    names.put("accuracy", "Accuracy, mean over folds");
    names.put("pooledAccuracy", "Accuracy, all folds together");
    List<List<String>> rows = new ArrayList<>();
    facts
        .overSeeds()
        .forEach(
            (path, spread) ->
                rows.add(
                    List.of(
                        names.getOrDefault(path, path),
                        three(spread.smallest()),
                        three(spread.mean()),
                        three(spread.largest()),
                        spread.standardDeviation().isPresent()
                            ? three(spread.standardDeviation().getAsDouble())
                            : "")));
    return new Table(
        "How far the figures move over %d seeds, on the same folds; SD is the standard deviation over the seeds."
            .formatted(facts.bySeed().size()),
        List.of("figure", "smallest", "mean", "largest", "SD"),
        rows);
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private Table bySeed(CrossValidationFacts.OfSeed seed) {
    List<List<String>> rows = new ArrayList<>();
    for (int fold = 0; fold < seed.byFold().size(); fold++) {
      rows.add(row("fold " + (fold + 1), seed.byFold().get(fold)));
    }
    rows.add(List.of("mean over folds", "", "", seed.auroc().text(), seed.accuracy().text(), ""));
    rows.add(row("all folds together", seed.pooled()));
    return new Table(
        "Seed %d: figures with their 95 %% intervals (AUROC: %s; accuracy: %s); SD is the standard deviation over the folds, majority how often always saying the more frequent class would be right."
            .formatted(seed.seed(), methods(seed, "auroc"), methods(seed, "accuracy")),
        List.of("", "images", "positive", "AUROC", "accuracy", "majority"),
        rows);
  }

  private static List<String> row(String name, CrossValidationFacts.Figures figures) {
    return List.of(
        name,
        String.valueOf(figures.cases()),
        String.valueOf(figures.positives()),
        figures.figure("auroc").text(),
        figures.figure("accuracy").text(),
        figures.figure("majorityBaseline") instanceof Estimate.Known known
            ? String.format(Locale.ROOT, "%.2f", known.value())
            : "");
  }

  /** Those that occur, that of all folds together first: a fold may have fallen back on another. */
  static String methods(CrossValidationFacts.OfSeed seed, String figure) {
    Set<String> methods = new LinkedHashSet<>();
    Stream.concat(Stream.of(seed.pooled()), seed.byFold().stream())
        .map(figures -> figures.figure(figure))
        .forEach(
            estimate -> {
              if (estimate instanceof Estimate.Known known) {
                methods.add(known.method());
              }
            });
    return methods.isEmpty() ? "undefined" : String.join(", or ", methods);
  }

  private void addFigures() {
    List<Block> blocks = new ArrayList<>();
    long seed = facts.bySeed().get(0).seed();
    blocks.add(
        new Paragraph(
            "All folds together, with seed %d: each image's probability is that of the model of the fold that left it out."
                .formatted(seed)));
    blocks.addAll(EvaluationTables.of(pooled()));
    figures().forEach(figure -> blocks.add(new Illustration(figure.draw())));
    add("figures", "Figures with their intervals", blocks);
  }

  private List<Figure> figures() {
    Evaluation evaluation = facts.pooled();
    String images =
        "All %d images, each asked of the model of the fold that left it out"
            .formatted(evaluation.cases());
    List<Figure> figures = new ArrayList<>();
    figures.add(
        ConfusionFigure.figure(
            "09-confusion",
            images
                + ": what they are, and what they were called at a probability above "
                + evaluation.threshold().text()
                + ".",
            facts.first().classes().positive(),
            facts.first().classes().negative(),
            evaluation.confusion()));
    if (evaluation.discrimination().curve().isPresent()) {
      figures.add(
          RocFigure.figure(
              "10-roc",
              images
                  + ": sensitivity against false positive rate, for every threshold. The curve"
                  + " compares scores of different models, so it may lie too low.",
              evaluation));
    }
    figures.add(
        ReliabilityFigure.figure(
            "12-reliability",
            images
                + ": of those that were given a probability, how many have the finding: on the"
                + " dashed line, as many as was said. The lines are Wilson's 95 % intervals, the"
                + " bars below how many images each dot stands for.",
            evaluation.calibration(),
            evaluation.temperature()));
    if (!evaluation.subgroups().isEmpty()) {
      figures.add(
          SubgroupFigure.figure(
              "13-subgroups",
              images
                  + ", by groups, with 95 % intervals; the dashed line is the value of all. Of many"
                  + " groups some differ by chance.",
              evaluation));
    }
    return figures;
  }

  private void addMistakes() {
    List<Block> blocks = new ArrayList<>();
    EvaluationFacts pooled = pooled();
    String positive = facts.first().classes().positive();
    String negative = facts.first().classes().negative();
    blocks.add(
        new Paragraph(
            "Over all folds, with seed %d, %d of %d images were called wrongly: %d were called '%s' and are not, %d are and were not called so. Those of which the models were surest come first."
                .formatted(
                    facts.bySeed().get(0).seed(),
                    pooled.cases() - pooled.calls().right(),
                    pooled.cases(),
                    pooled.calls().falsePositives(),
                    positive,
                    pooled.calls().falseNegatives())));
    List<Prediction> worst =
        facts.first().mistakes().stream().limit(RunPictures.MOST_MISTAKES).toList();
    if (!worst.isEmpty()) {
      blocks.add(
          mistakes.isEmpty()
              ? new Note(
                  "The images are not shown: they are not where they were, or not the same files.")
              : new PictureRow(
                  "The worst mistakes,",
                  "with the probability of " + positive + " that was said.",
                  mistakes));
      blocks.add(worst(worst, positive, negative));
    }
    add("mistakes", "The worst mistakes", blocks);
  }

  private Table worst(List<Prediction> worst, String positive, String negative) {
    Map<String, Integer> folds = new LinkedHashMap<>();
    for (int fold = 0; fold < facts.dealt().size(); fold++) {
      for (RunFacts.Filed image : facts.dealt().get(fold)) {
        folds.put(image.image(), fold + 1);
      }
    }
    int seeds = facts.bySeed().size();
    List<String> header =
        new ArrayList<>(List.of("image", "patient", "fold", "is", "probability of " + positive));
    if (seeds > 1) {
      header.add("seeds wrong, of " + seeds);
    }
    List<List<String>> rows = new ArrayList<>();
    for (Prediction one : worst) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  one.image(),
                  one.patient().orElse("unknown"),
                  String.valueOf(folds.getOrDefault(one.image(), 0)),
                  one.label() == 1 ? positive : negative,
                  RunReport.number(one.probability())));
      if (seeds > 1) {
        row.add(String.valueOf(facts.wrongly().getOrDefault(one.image(), 0)));
      }
      rows.add(row);
    }
    return new Table(
        "The worst mistakes, at most " + RunPictures.MOST_MISTAKES + ".", header, rows);
  }

  private void addProvenance() {
    add(
        "provenance",
        "Provenance",
        List.of(
            new Facts(RunWords.provenance(facts.first())),
            new Paragraph(
                RunWords.typed(
                    "To repeat it, typed in its folder", RunWords.places(facts.provenance()))),
            new Command(CrossValidationWords.repeat(facts))));
  }
}
