package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Plan;
import org.pleura.run.RunFacts;

/**
 * What a run knows of the things that reporting checklists ask for: a sentence each, empty for what
 * it does not know.
 */
sealed class RunAnswers permits CrossValidationAnswers {

  private final RunFacts facts;

  RunAnswers(RunFacts facts) {
    this.facts = facts;
  }

  private boolean hasPlan() {
    return facts.plan().isPresent();
  }

  boolean hasElsewhere() {
    return !facts.elsewhere().isEmpty();
  }

  boolean hasAudit() {
    return facts.audit().isPresent();
  }

  String figuresAnchor() {
    return facts.evaluation().isPresent() ? "figures" : elsewhereAnchor();
  }

  String elsewhereAnchor() {
    return hasElsewhere() ? "elsewhere" : "limits";
  }

  String auditAnchor() {
    return hasAudit() ? "audit" : "limits";
  }

  String stabilityAnchor() {
    return auditAnchor();
  }

  /** The evaluation that is spoken of: the run's own, else the first on other data. */
  private Optional<EvaluationFacts> spokenOf() {
    return facts.evaluation().or(() -> facts.elsewhere().values().stream().findFirst());
  }

  boolean drawn() {
    return facts.drawn();
  }

  String title() {
    return RunWords.title(facts) + ": a convolutional network.";
  }

  String summary() {
    return "The sentences at the head of this page.";
  }

  String source() {
    return facts
        .provenance()
        .map(
            from ->
                "%d images from %s."
                    .formatted(from.data().images(), RunWords.place(from.data().location())))
        .orElse("");
  }

  String leftOut() {
    return facts
        .provenance()
        .map(
            from ->
                from.data().leftOut().isEmpty()
                    ? "No image was left out for being unreadable."
                    : from.data().leftOut().size() + " unreadable images were left out.")
        .orElse("");
  }

  String division() {
    return facts.plan().map(plan -> RunWords.division(facts, plan)).orElse("");
  }

  String overlap() {
    return hasPlan() ? RunWords.overlap(facts) : "";
  }

  String preparation() {
    return RunWords.preparation(facts);
  }

  String labels() {
    return facts.imported().isPresent() ? "" : RunWords.labels(facts);
  }

  String sizes() {
    if (!hasPlan()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      List<RunFacts.Filed> images = facts.part(part);
      long positives = images.stream().filter(image -> image.label() == 1).count();
      parts.add("%s: %d images, %d positive".formatted(part.word(), images.size(), positives));
    }
    return String.join("; ", parts) + ".";
  }

  String network() {
    return "%s weights in %d layers, each in the table."
        .formatted(RunWords.size(facts), facts.graph().nodes().size());
  }

  String software() {
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

  String initial() {
    return facts
        .plan()
        .map(plan -> "Drawn at random with seed " + plan.seed() + "; no weights of another model.")
        .orElse("");
  }

  String training() {
    return facts.history().isEmpty()
        ? ""
        : RunWords.training(facts.plan().orElseThrow(), facts.history().get())
            + " "
            + RunWords.augmentation(facts.plan().get());
  }

  String kept() {
    return facts.history().isEmpty()
        ? ""
        : "The weights kept are "
            + KeptWords.of(facts.plan().orElseThrow(), facts.history().get())
            + ".";
  }

  String ensemble() {
    return facts.plan().map(RunWords::ensemble).orElse("");
  }

  String measures() {
    return spokenOf()
        .map(one -> String.join(", ", EvaluationTables.measures(one)) + ".")
        .orElse("");
  }

  String uncertainty() {
    return spokenOf()
        .map(
            one ->
                "Each figure has its interval ("
                    + String.join("; ", EvaluationTables.methods(one))
                    + "), or the reason for having none.")
        .orElse("");
  }

  String stability() {
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

  String audit() {
    return RunWords.audit(facts);
  }

  String calls() {
    return facts
        .evaluation()
        .map(
            one ->
                "On %d test images: accuracy %s, sensitivity %s, specificity %s, AUROC %s."
                    .formatted(
                        one.cases(),
                        one.told("accuracy").text(),
                        one.figure("sensitivity").text(),
                        one.figure("specificity").text(),
                        one.told("auroc").text()))
        .orElseGet(() -> String.join(" ", RunWords.elsewhere(facts)));
  }

  String elsewhere() {
    return hasElsewhere() ? String.join(" ", RunWords.elsewhere(facts)) : "None was made.";
  }

  String numbers() {
    return hasPlan() ? sizes() + " " + leftOut() : "";
  }

  String patients() {
    List<String> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      RunFacts.patients(facts.part(part))
          .ifPresent(count -> parts.add("%s: %d patients".formatted(part.word(), count)));
    }
    return facts.split().isEmpty() || parts.isEmpty() ? "" : String.join("; ", parts) + ".";
  }

  /** The attributes by which the test images were evaluated apart. */
  List<String> attributes() {
    return facts
        .evaluation()
        .map(one -> one.groups().stream().map(EvaluationFacts.Group::attribute).distinct().toList())
        .orElse(List.of());
  }

  final String groups() {
    return attributes().isEmpty()
        ? ""
        : "Groups by " + String.join(", ", attributes()) + ", each figure with its interval.";
  }

  final String fairness() {
    return !hasPlan()
        ? ""
        : "In training nothing was done for it; "
            + (attributes().isEmpty()
                ? "no groups of patients were evaluated apart."
                : "groups by " + String.join(", ", attributes()) + " were evaluated apart.");
  }

  String failures() {
    return facts
        .evaluation()
        .map(
            one ->
                "%d false positives and %d false negatives; the worst are shown."
                    .formatted(one.calls().falsePositives(), one.calls().falseNegatives()))
        .orElse("");
  }

  String limits() {
    return Limits.of(facts).size() + " follow from the run's files.";
  }

  String repeat() {
    return RunWords.repeat(facts).isPresent()
        ? "plan.json holds every value; a line repeats the run."
        : "";
  }

  String here() {
    return RunWords.withoutModel(facts)
        ? "A model for each fold, as fold-1/model.keras; the fingerprint of the data is given."
        : "The model is model.keras in the run's folder, with the fingerprints of data and"
            + " weights.";
  }

  String updating() {
    return facts
        .evaluation()
        .map(
            one ->
                one.figure("temperatureScaling.temperature") instanceof Estimate.Known
                    ? "Temperature scaling, fitted on the validation part, beside the predictions,"
                        + " which are given without it."
                    : "None.")
        .orElse("");
  }

  String updated() {
    return facts
        .evaluation()
        .map(
            one ->
                one.figure("temperatureScaling.temperature") instanceof Estimate.Known known
                    ? "Temperature %s; it changes the cross-entropy by %s, the Brier score by %s."
                        .formatted(
                            known.text(),
                            one.figure("temperatureScaling.testAfter.crossEntropyChange").text(3),
                            one.figure("temperatureScaling.testAfter.brierChange").text(3))
                    : "No model was updated.")
        .orElse("");
  }

  String predicting() {
    return RunWords.withoutModel(facts)
        ? "Each image by the model of the fold that left it out, as fold-1/model.keras."
        : "By model.keras, which Keras opens too; predict asks it about an image.";
  }

  String balance() {
    return facts
        .plan()
        .map(
            plan ->
                plan.split() == Plan.SplitRule.LESSON
                    ? "No method was used."
                    : "Parts have nearly the same share of both classes; no other method was used.")
        .orElse("");
  }

  String output() {
    return "A probability of '%s'.".formatted(facts.classes().positive())
        + facts.evaluation().map(one -> " " + RunWords.threshold(one)).orElse("");
  }

  String apart() {
    return hasPlan() && !hasElsewhere() ? "Both are parts of one data set." : "";
  }

  String unreadable() {
    return "An image that cannot be read, or has one gray only, is refused.";
  }
}
