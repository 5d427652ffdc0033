package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.report.ReportContent.Check;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Plan;
import org.pleura.run.RunFacts;

/**
 * Two reporting checklists, answered from a run as far as it knows: CLAIM (Tejani et al.,
 * Radiology: Artificial Intelligence 2024;6(4):e240300, 44 items) and TRIPOD+AI (Collins et al.,
 * BMJ 2024;385:e078378, 27 items in 52 parts). The numbers are theirs, the words are ours; the
 * papers say what each item asks for.
 */
final class Checklists {

  /** What stands where the run cannot know. */
  static final String WRITE = "You must write this.";

  /** What stands where it knows a part. */
  static final String REST = "You must write the rest.";

  private final RunFacts facts;
  private final List<Check> items = new ArrayList<>();

  private Checklists(RunFacts facts) {
    this.facts = facts;
  }

  /** The 44 items of CLAIM, 2024. */
  static List<Check> claim(RunFacts facts) {
    Checklists list = new Checklists(facts);
    list.claimBefore();
    list.claimData();
    list.claimModel();
    list.claimResults();
    return List.copyOf(list.items);
  }

  /** The 52 parts of the 27 items of TRIPOD+AI. */
  static List<Check> tripod(RunFacts facts) {
    Checklists list = new Checklists(facts);
    list.tripodBefore();
    list.tripodData();
    list.tripodAnalysis();
    list.tripodOpen();
    list.tripodResults();
    return List.copyOf(list.items);
  }

  private void claimBefore() {
    add("1", "Title: says that AI is used, and of which kind", title(), "result", "");
    add("2", "Abstract: a structured summary", summary(), "result", REST);
    write("3", "Background, and the role the model is to have");
    write("4", "Aims and hypotheses");
    write("5", "Prospective or retrospective");
    write("6", "Goal of the study");
  }

  private void claimData() {
    add("7", "Sources of the data", source(), "data", "You must write where they come from.");
    add("8", "Who was included and who not", leftOut(), "data", "You must write the criteria.");
    add("9", "Steps of preparation", RunWords.preparation(facts), "plan", "");
    write("10", "How parts of the data were selected");
    write("11", "How identities were removed");
    add("12", "Missing data", leftOut(), "data", "You must write what else was missing.");
    write("13", "How the images were acquired");
    add("14", "Reference standard: what it is", RunWords.labels(facts), "data", WRITE);
    write("15", "Reference standard: why this one");
    write("16", "Reference standard: who annotated");
    write("17", "How the test set was annotated");
    write("18", "How far annotators agree");
    add("19", "How images were dealt to parts", division(), "data", unless(hasPlan()));
    add("20", "Level at which parts are disjoint", overlap(), "data", unless(hasPlan()));
    add("21", "Intended sample size", sizes(), "data", "You must write what it was meant to be.");
  }

  private void claimModel() {
    add("22", "The model, layer by layer", network(), "plan", "");
    add("23", "Software with versions", software(), "provenance", "");
    add("24", "First values of the weights", initial(), "plan", unless(hasPlan()));
    add("25", "Training", training(), "curves", unless(hasHistory()));
    add("26", "How the final model was chosen", kept(), "curves", unless(hasHistory()));
    add("27", "Ensemble", ensemble(), "plan", unless(hasPlan()));
    add("28", "Measures of performance", measures(), figuresAnchor(), unless(hasFigures()));
    add("29", "Uncertainty", uncertainty(), figuresAnchor(), unless(hasFigures()));
    add("30", "Robustness", stability(), auditAnchor(), robust());
    add("31", "Explanations", RunWords.audit(facts), auditAnchor(), explained());
    add("32", "Testing on data of the same source", calls(), figuresAnchor(), unless(hasOwn()));
    add("33", "Testing on data of another source", elsewhere(), elsewhereAnchor(), outside());
    write("34", "Registration of a trial");
  }

  private void claimResults() {
    add("35", "Numbers in and out", numbers(), "data", "You must draw the flow of patients.");
    add("36", "Patients of each part", patients(), "data", "You must write who they are.");
    add("37", "Performance in each part and group", groups(), figuresAnchor(), WRITE);
    add("38", "Diagnostic accuracy with intervals", calls(), figuresAnchor(), unless(hasFigures()));
    add("39", "Failures", failures(), "mistakes", "You must say what they mean.");
    add("40", "Limitations", limits(), "limits", "You must add those the run cannot know.");
    write("41", "What follows for practice");
    add("42", "The full protocol", repeat(), "provenance", WRITE);
    add("43", "Where software, model and data are", here(), "provenance", WRITE);
    write("44", "Funding");
  }

  private void tripodBefore() {
    add("1", "Title", title(), "result", "");
    add("2", "Abstract", summary(), "result", REST);
    write("3a", "Background: the setting and why a model");
    write("3b", "Background: for whom, by whom, for what");
    write("3c", "Background: known inequalities in health");
    write("4", "Aims");
  }

  private void tripodData() {
    add("5a", "Data: sources", source(), "data", "You must write where they come from.");
    write("5b", "Data: dates");
    write("6a", "Participants: setting and centres");
    add("6b", "Participants: who was eligible", leftOut(), "data", "You must write the criteria.");
    write("6c", "Participants: treatments");
    add("7", "Preparation and quality checks", RunWords.preparation(facts), "plan", "");
    add("8a", "Outcome: what it is", RunWords.labels(facts), "data", WRITE);
    write("8b", "Outcome: who judged it");
    write("8c", "Outcome: blinding");
    add("9a", "Predictors: choice", "The pixels of the image alone.", "plan", "");
    add("9b", "Predictors: what they are", RunWords.preparation(facts), "plan", acquired());
    add("9c", "Predictors: who judged them", "Nobody: they are read from the file.", "", "");
    add("10", "Sample size", sizes(), "data", "You must write why it is enough.");
    add("11", "Missing data", leftOut(), "data", "You must write what else was missing.");
  }

  private void tripodAnalysis() {
    add("12a", "Analysis: parts of the data", division(), "data", unless(hasPlan()));
    add("12b", "Analysis: predictors", RunWords.preparation(facts), "plan", "");
    add("12c", "Analysis: model and training", training(), "curves", unless(hasHistory()));
    write("12d", "Analysis: differences between centres");
    add("12e", "Analysis: measures", measures(), figuresAnchor(), unless(hasFigures()));
    add("12f", "Analysis: updating", temperature(), figuresAnchor(), unless(hasOwn()));
    add("12g", "Analysis: how predictions are made", predicting(), "provenance", "");
    add("13", "Imbalance of the classes", balance(), "data", unless(hasPlan()));
    write("14", "Fairness");
    add("15", "Output and threshold", output(), figuresAnchor(), why());
    add("16", "Training against evaluation data", apart(), "data", WRITE);
    write("17", "Ethics");
  }

  private void tripodOpen() {
    write("18a", "Funding");
    write("18b", "Conflicts of interest");
    write("18c", "Protocol");
    write("18d", "Registration");
    write("18e", "Data sharing");
    add("18f", "Code sharing", software(), "provenance", WRITE);
    write("19", "Patients and public");
  }

  private void tripodResults() {
    add("20a", "Participants: flow", numbers(), "data", "You must draw the flow of patients.");
    add("20b", "Participants: who they are", patients(), "data", WRITE);
    write("20c", "Participants: beside those of the training");
    add("21", "Numbers in each analysis", sizes(), "data", unless(hasPlan()));
    add("22", "The whole model", network(), "plan", "You must write where it can be had.");
    add("23a", "Performance with intervals", calls(), figuresAnchor(), unless(hasFigures()));
    write("23b", "Performance between centres");
    add("24", "Updated model", temperature(), figuresAnchor(), unless(hasOwn()));
    write("25", "Interpretation");
    add("26", "Limitations", limits(), "limits", "You must add those the run cannot know.");
    add("27a", "Use: poor or missing input", unreadable(), "", WRITE);
    write("27b", "Use: what users must do and know");
    write("27c", "Next steps");
  }

  private void add(String number, String words, String answer, String anchor, String toWrite) {
    boolean unanswered = answer.isEmpty();
    items.add(
        new Check(
            number,
            words,
            answer,
            unanswered ? "" : anchor,
            unanswered ? WRITE : toWrite.equals(WRITE) ? REST : toWrite));
  }

  private void write(String number, String words) {
    add(number, words, "", "", WRITE);
  }

  private static String unless(boolean known) {
    return known ? "" : WRITE;
  }

  private boolean hasPlan() {
    return facts.plan().isPresent();
  }

  private boolean hasHistory() {
    return facts.history().isPresent();
  }

  private boolean hasOwn() {
    return facts.evaluation().isPresent();
  }

  private boolean hasFigures() {
    return hasOwn() || !facts.elsewhere().isEmpty();
  }

  private String figuresAnchor() {
    return hasOwn() ? "figures" : elsewhereAnchor();
  }

  private String elsewhereAnchor() {
    return facts.elsewhere().isEmpty() ? "limits" : "elsewhere";
  }

  private String auditAnchor() {
    return facts.audit().isPresent() ? "audit" : "limits";
  }

  private String title() {
    return RunWords.title(facts) + ": a convolutional network.";
  }

  private String summary() {
    return RunWords.result(facts);
  }

  private String source() {
    return facts
        .provenance()
        .map(from -> "%d images from %s.".formatted(from.data().images(), from.data().location()))
        .orElse("");
  }

  private String leftOut() {
    return facts
        .provenance()
        .map(
            from ->
                from.data().leftOut().isEmpty()
                    ? "No image was left out for being unreadable."
                    : from.data().leftOut().size() + " unreadable images were left out.")
        .orElse("");
  }

  private String division() {
    return facts.plan().map(RunWords::division).orElse("");
  }

  private String overlap() {
    return hasPlan() ? RunWords.overlap(facts) : "";
  }

  private String sizes() {
    if (!hasPlan()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      List<RunFacts.Filed> images = facts.part(part);
      long positives = images.stream().filter(image -> image.label() == 1).count();
      parts.add("%s %d images, %d positive".formatted(part.word(), images.size(), positives));
    }
    return String.join("; ", parts) + ".";
  }

  private String network() {
    return "%s weights in %d layers, each in the table."
        .formatted(RunWords.size(facts), facts.graph().nodes().size());
  }

  private String software() {
    return facts
        .provenance()
        .map(from -> "Pleura %s on %s.".formatted(from.pleura(), from.machine().java()))
        .or(
            () ->
                facts
                    .imported()
                    .map(
                        from ->
                            "Asked with Pleura %s; saved by Keras %s."
                                .formatted(from.pleura(), from.kerasVersion())))
        .orElse("");
  }

  private String initial() {
    return facts
        .plan()
        .map(plan -> "Drawn at random with seed " + plan.seed() + "; no weights of another model.")
        .orElse("");
  }

  private String training() {
    return facts.history().isEmpty()
        ? ""
        : RunWords.training(facts.plan().orElseThrow(), facts.history().get())
            + " "
            + RunWords.augmentation(facts.plan().get());
  }

  private String kept() {
    return facts.history().isEmpty()
        ? ""
        : "The weights kept are "
            + KeptWords.of(facts.plan().orElseThrow(), facts.history().get())
            + ".";
  }

  private String ensemble() {
    return facts.plan().map(RunWords::ensemble).orElse("");
  }

  private String measures() {
    return hasFigures()
        ? "Accuracy, sensitivity, specificity, predictive values, AUROC, average precision, Brier"
            + " score, cross-entropy, calibration error, slope and intercept."
        : "";
  }

  private String uncertainty() {
    return hasFigures()
        ? "Each figure has a 95 % interval and the name of its method, or the reason for having none."
        : "";
  }

  private String stability() {
    return facts
        .audit()
        .filter(
            audit ->
                audit.methods().stream()
                    .flatMap(method -> method.findings().stream())
                    .anyMatch(found -> found.check().matches("stability|response")))
        .map(audit -> "Of the maps, not of the figures: the audit's checks stability and response.")
        .orElse("");
  }

  private String robust() {
    return "You must write how the figures hold when the images change.";
  }

  private String explained() {
    return facts.audit().isPresent() ? "" : "You must say why, if maps are shown.";
  }

  private String calls() {
    return facts
        .evaluation()
        .map(
            one ->
                "On %d test images: accuracy %s, sensitivity %s, specificity %s, AUROC %s."
                    .formatted(
                        one.cases(),
                        one.figure("accuracy").text(),
                        one.figure("sensitivity").text(),
                        one.figure("specificity").text(),
                        one.figure("auroc").text()))
        .orElseGet(() -> String.join(" ", RunWords.elsewhere(facts)));
  }

  private String elsewhere() {
    return facts.elsewhere().isEmpty()
        ? "None was made."
        : String.join(" ", RunWords.elsewhere(facts));
  }

  private String outside() {
    return facts.elsewhere().isEmpty()
        ? "You must say why not."
        : "You must say what makes these data other.";
  }

  private String numbers() {
    return hasPlan() ? sizes() + " " + leftOut() : "";
  }

  private String patients() {
    List<String> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      RunFacts.patients(facts.part(part))
          .ifPresent(count -> parts.add("%s %d patients".formatted(part.word(), count)));
    }
    return facts.split().isEmpty() || parts.isEmpty() ? "" : String.join("; ", parts) + ".";
  }

  private String groups() {
    return facts
        .evaluation()
        .filter(one -> !one.groups().isEmpty())
        .map(one -> one.groups().size() + " groups of the test images.")
        .orElse("");
  }

  private String failures() {
    return facts
        .evaluation()
        .map(
            one ->
                "%d false positives and %d false negatives; the worst are shown."
                    .formatted(one.calls().falsePositives(), one.calls().falseNegatives()))
        .orElse("");
  }

  private String limits() {
    return Limits.of(facts).size() + " follow from the run's files.";
  }

  private String repeat() {
    return RunWords.repeat(facts).isPresent()
        ? "plan.json holds every value; a line repeats the run."
        : "";
  }

  private String here() {
    return "The model is model.keras in the run's folder, with the fingerprints of data and weights.";
  }

  private String acquired() {
    return "You must write how the images were acquired.";
  }

  private String temperature() {
    return facts
        .evaluation()
        .map(
            one ->
                "Temperature scaling, fitted on the validation part: "
                    + one.figure("temperatureScaling.temperature").text()
                    + ". The predictions are given without it.")
        .orElse("");
  }

  private String predicting() {
    return "By model.keras, which Keras opens too; predict asks it about an image.";
  }

  private String balance() {
    return facts
        .plan()
        .map(
            plan ->
                plan.split() == Plan.SplitRule.LESSON
                    ? "No method was used."
                    : "Parts have nearly the same share of both classes; no other method was used.")
        .orElse("");
  }

  private String output() {
    Optional<EvaluationFacts> evaluation = facts.evaluation();
    return "A probability of '%s'.".formatted(facts.classes().positive())
        + evaluation.map(one -> " " + RunWords.threshold(one)).orElse("");
  }

  private String why() {
    return "You must write why this threshold.";
  }

  private String apart() {
    return hasPlan() && facts.elsewhere().isEmpty() ? "Both are parts of one data set." : "";
  }

  private String unreadable() {
    return "An image that cannot be read, or has one gray only, is refused.";
  }
}
