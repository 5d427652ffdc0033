package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import org.pleura.data.Part;
import org.pleura.report.ReportContent.Fact;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.RunFacts;

/**
 * A model card (Mitchell et al., Model Cards for Model Reporting, FAT* 2019) in Markdown, from the
 * same facts as the report. What the run cannot know is for a person to write.
 */
final class ModelCard {

  private final RunFacts facts;
  private final Markdown card = new Markdown();

  private ModelCard(RunFacts facts) {
    this.facts = facts;
  }

  static String of(RunFacts facts) {
    ModelCard model = new ModelCard(facts);
    model.addAll();
    return model.card.toString();
  }

  private void addAll() {
    card.heading(1, "Model card: " + RunWords.title(facts));
    card.paragraph(RunWords.result(facts));
    RunWords.worth(facts).ifPresent(card::paragraph);
    card.paragraph(RunWords.doubt(facts));
    card.paragraph(
        "The headings are those of Mitchell et al. (FAT* 2019). Written from the run's files; the"
            + " report beside it says more.");
    details();
    use();
    factors();
    metrics();
    data();
    analyses();
    card.heading(2, "Ethical considerations");
    card.paragraph(
        facts.drawn()
            ? "The images are drawings, of no patient. Whom the model could harm, the run does not"
                + " know."
            : "X-rays are data of patients: whether they could be used so, and whom the model could"
                + " harm, the run does not know.");
    write();
    card.heading(2, "Caveats and recommendations");
    card.points(Limits.of(facts));
  }

  private void write() {
    card.bold("You must write this.");
  }

  private void details() {
    card.heading(2, "Model details");
    List<String> points = new ArrayList<>();
    points.add(
        "A convolutional network of %s weights in %d layers."
            .formatted(RunWords.size(facts), facts.graph().nodes().size()));
    points.add(RunWords.preparation(facts));
    facts.plan().ifPresent(plan -> points.add(RunWords.ensemble(plan)));
    facts
        .plan()
        .flatMap(plan -> facts.history().map(history -> RunWords.training(plan, history)))
        .ifPresent(points::add);
    for (Fact fact : RunWords.provenance(facts)) {
      points.add(fact.name() + ": " + fact.value());
    }
    card.points(points);
    RunWords.repeat(facts).ifPresent(line -> card.paragraph(RunWords.typed(facts)).code(line));
    card.paragraph("Who made it, its licence, and where to send questions:");
    write();
  }

  private void use() {
    card.heading(2, "Intended use");
    card.points(
        List.of(
            "Research and teaching.",
            "Out of scope: diagnosis, and every other use in the care of patients."));
    card.paragraph("Who is to use it, and for what:");
    write();
  }

  private void factors() {
    card.heading(2, "Factors");
    List<String> attributes =
        facts
            .evaluation()
            .map(
                one ->
                    one.groups().stream().map(EvaluationFacts.Group::attribute).distinct().toList())
            .orElse(List.of());
    card.paragraph(
        attributes.isEmpty()
            ? "No groups of patients were evaluated apart."
            : "Evaluated apart: " + String.join(", ", attributes) + ".");
    card.paragraph("Machines, hospitals and other conditions on which the figures may depend:");
    write();
  }

  private void metrics() {
    card.heading(2, "Metrics");
    card.paragraph(
        "Each figure has a 95 % interval and the name of its method, or the reason for having"
            + " none.");
    facts.evaluation().ifPresent(one -> card.paragraph(RunWords.threshold(one)));
  }

  private void data() {
    card.heading(2, "Evaluation data");
    if (facts.split().isEmpty()) {
      card.paragraph("The run has no test images of its own.");
    } else {
      card.paragraph("The test part of the run's data: " + count(Part.TEST));
      card.paragraph(RunWords.overlap(facts));
      card.paragraph(RunWords.repeated(facts));
    }
    if (!facts.elsewhere().isEmpty()) {
      card.points(RunWords.elsewhere(facts));
    }
    card.heading(2, "Training data");
    if (facts.split().isEmpty()) {
      card.paragraph("Not known here: the model was trained elsewhere.");
      write();
      return;
    }
    card.paragraph(RunWords.labels(facts));
    card.table(RunWords.partHeader(facts), RunWords.partRows(facts));
    if (!facts.assumptions().isEmpty()) {
      card.points(facts.assumptions());
    }
    card.paragraph("Where the images come from, when they were made, and who read them:");
    write();
  }

  private String count(Part part) {
    List<RunFacts.Filed> images = facts.part(part);
    long positives = images.stream().filter(image -> image.label() == 1).count();
    return "%d images, %d of '%s'.".formatted(images.size(), positives, facts.classes().positive());
  }

  private void analyses() {
    card.heading(2, "Quantitative analyses");
    if (facts.evaluation().isEmpty()) {
      card.paragraph("None on data of its own.");
      return;
    }
    EvaluationFacts evaluation = facts.evaluation().get();
    List<List<String>> rows = new ArrayList<>();
    for (EvaluationFacts.Named named : evaluation.figures()) {
      String name = EvaluationTables.name(named.path(), evaluation);
      rows.add(
          named.path().equals("threshold.spread") && evaluation.validationCases() == 0
              ? List.of(
                  name, EvaluationTables.shortened(evaluation.threshold()), "", evaluation.rule())
              : EvaluationTables.row(name, named.estimate()));
    }
    card.table(List.of("figure", "value", "interval", "how"), rows);
    List<List<String>> groups = new ArrayList<>();
    for (EvaluationFacts.Group group : evaluation.groups()) {
      for (EvaluationFacts.Named named : group.figures()) {
        groups.add(
            EvaluationTables.row(
                "%s %s (%d images): %s"
                    .formatted(
                        group.attribute(),
                        group.value(),
                        group.cases(),
                        EvaluationTables.plainName(named.path())),
                named.estimate()));
      }
    }
    if (!groups.isEmpty()) {
      card.table(List.of("group", "value", "interval", "how"), groups);
    }
    card.points(evaluation.remarks());
    card.paragraph(RunWords.audit(facts));
  }
}
