package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.nn.Graph;
import org.pleura.nn.train.History;
import org.pleura.report.DrawnFigure;
import org.pleura.report.ReportContent;
import org.pleura.report.ReportContent.Block;
import org.pleura.report.ReportContent.Fact;
import org.pleura.report.ReportContent.Illustration;
import org.pleura.report.ReportContent.Interval;
import org.pleura.report.ReportContent.KeyNumber;
import org.pleura.report.ReportContent.Note;
import org.pleura.report.ReportContent.Paragraph;
import org.pleura.report.ReportContent.Section;
import org.pleura.report.ReportContent.Table;
import org.pleura.run.ConstantProbability;
import org.pleura.run.Explanation;
import org.pleura.run.NetworkSummary;
import org.pleura.run.Plan;
import org.pleura.run.Provenance;
import org.pleura.run.Run;

/** What the report of a run says: its values in words, tables and figures. */
final class RunReport {

  private final Run run;
  private final List<Section> sections = new ArrayList<>();

  RunReport(Run run) {
    this.run = run;
  }

  ReportContent content(Evaluation evaluation) {
    String positive = run.data().dataset().positiveClass();
    String negative = run.data().dataset().negativeClass();
    ConfusionMatrix confusion = evaluation.confusion();
    List<String> summary = new ArrayList<>();
    summary.add(
        String.format(
            Locale.ROOT,
            "A network of %,d weights learned on %d images to tell '%s' from '%s', and called %d of"
                + " %d test images rightly. Always saying the more frequent class would have"
                + " been right for %d.",
            run.provenance().weights() == null ? 0 : run.provenance().weights().parameters(),
            run.split().train().size(),
            positive,
            negative,
            confusion.truePositives() + confusion.trueNegatives(),
            confusion.cases(),
            Math.max(confusion.positives(), confusion.negatives())));
    return new ReportContent(
        capital(positive)
            + " or "
            + negative
            + ", on "
            + (run.data().drawn() ? "phantoms" : "chest X-rays"),
        summary,
        List.of(
            keyNumber("Accuracy", confusion.accuracy()),
            keyNumber("Sensitivity", confusion.sensitivity()),
            keyNumber("Specificity", confusion.specificity()),
            keyNumber("AUROC", evaluation.discrimination().auroc())),
        sections,
        provenance());
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  static KeyNumber keyNumber(String label, Estimate estimate) {
    if (estimate instanceof Estimate.Known known) {
      boolean holds =
          known.low() >= 0
              && known.low() <= known.value()
              && known.value() <= known.high()
              && known.high() <= 1;
      return new KeyNumber(
          label,
          String.format(Locale.ROOT, "%.2f", known.value()),
          String.format(
              Locale.ROOT, "%.2f to %.2f (%s)", known.low(), known.high(), known.method()),
          holds
              ? Optional.of(new Interval(known.value(), known.low(), known.high()))
              : Optional.empty());
    }
    return new KeyNumber(
        label, "undefined", ((Estimate.Undefined) estimate).reason(), Optional.empty());
  }

  /** Counts, parts, what had to be assumed and what was left out. */
  void addData(List<DrawnFigure> figures) throws IOException {
    List<Block> blocks = new ArrayList<>();
    run.assumptions().forEach(sentence -> blocks.add(new Note(sentence)));
    List<List<String>> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      List<Radiograph> radiographs = run.split().part(part);
      long positives = radiographs.stream().filter(radiograph -> radiograph.label() == 1).count();
      rows.add(
          List.of(
              part.word(),
              String.valueOf(radiographs.size()),
              String.valueOf(positives),
              String.valueOf(radiographs.size() - positives)));
    }
    blocks.add(
        new Table(
            "The images of each part.",
            List.of(
                "part",
                "images",
                run.data().dataset().positiveClass(),
                run.data().dataset().negativeClass()),
            rows));
    List<Provenance.LeftOut> leftOut = run.provenance().data().leftOut();
    if (!leftOut.isEmpty()) {
      blocks.add(
          new Table(
              "Images that could not be used and were left out.",
              List.of("image", "reason"),
              leftOut.stream().map(image -> List.of(image.image(), image.reason())).toList()));
    }
    addAll(blocks, figures);
    sections.add(new Section("The data", blocks));
  }

  void addNetwork(Graph graph, List<DrawnFigure> figures) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            String.join("; ", NetworkSummary.totals(graph)) + ".",
            List.of("Layer (type)", "Output shape", "Parameters"),
            NetworkSummary.rows(graph, run.plan().network().towers())));
    addAll(blocks, figures);
    sections.add(new Section("The network", blocks));
  }

  void addTraining(History history, List<DrawnFigure> figures) {
    Plan plan = run.plan();
    List<Block> blocks = new ArrayList<>();
    Integer steps = plan.training().stepsPerEpoch();
    blocks.add(
        new Paragraph(
            String.format(
                Locale.ROOT,
                "%d epochs of %s mini-batches of %d images, %s with a learning rate of %s%s on the"
                    + " binary cross-entropy%s, in %.1f seconds. The weights kept are %s.",
                history.epochs().size(),
                steps == null ? "as many as show each image once," : String.valueOf(steps),
                plan.training().batchSize(),
                plan.training().weightDecay() == 0
                    ? "Adam"
                    : "AdamW (weight decay " + plan.training().weightDecay() + ")",
                plan.training().learningRate(),
                plan.training().schedule() == Plan.Schedule.COSINE
                    ? ", which rises and then falls along a cosine,"
                    : "",
                plan.training().labelSmoothing() == 0
                    ? ""
                    : " with labels smoothed by " + plan.training().labelSmoothing(),
                history.epochs().stream().mapToDouble(History.Epoch::seconds).sum(),
                KeptWords.of(plan, history))));
    ConstantProbability.notBeaten(history, run.split())
        .ifPresent(sentence -> blocks.add(new Note(sentence)));
    addAll(blocks, figures);
    sections.add(new Section("Training", blocks));
  }

  void addEvaluation(Evaluation evaluation, List<DrawnFigure> figures) {
    List<Block> blocks = new ArrayList<>(EvaluationBlocks.of(evaluation));
    addAll(blocks, figures);
    sections.add(new Section("Evaluation", blocks));
  }

  void addExplanations(List<Explanation> explanations, List<DrawnFigure> figures) {
    if (explanations.isEmpty()) {
      return;
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Note(
            "A map says where evidence for the positive class came from in this network, no finer"
                + " than a cell, and nothing of whether the network is right."));
    addAll(blocks, figures);
    sections.add(new Section("Where the network looked", blocks));
  }

  private static void addAll(List<Block> blocks, List<DrawnFigure> figures) {
    figures.forEach(figure -> blocks.add(new Illustration(figure)));
  }

  private List<Fact> provenance() {
    Provenance from = run.provenance();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Pleura", from.pleura()));
    facts.add(new Fact("Started", from.started()));
    facts.add(new Fact("Java", from.machine().java()));
    facts.add(new Fact("System", from.machine().system()));
    facts.add(
        new Fact(
            "Threads",
            from.machine().threads() + " of " + from.machine().processors() + " processors"));
    facts.add(new Fact("Plan", run.plan().name() + ", seed " + run.plan().seed()));
    facts.add(new Fact("Images", String.valueOf(from.data().images())));
    facts.add(
        new Fact(
            "Patients",
            from.data().patients() == null ? "not known" : from.data().patients().toString()));
    facts.add(new Fact("Data fingerprint (SHA-256)", from.data().fingerprint()));
    if (from.weights() != null) {
      facts.add(new Fact("Weight fingerprint (SHA-256)", from.weights().fingerprint()));
    }
    return facts;
  }
}
