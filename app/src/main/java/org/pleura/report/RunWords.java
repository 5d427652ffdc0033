package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.nn.train.History;
import org.pleura.prepare.Augmentation;
import org.pleura.report.ReportContent.Fact;
import org.pleura.run.AuditFacts;
import org.pleura.run.Classes;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Imported;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFacts;

/**
 * Sentences about a run that its report, its model card and its checklists share, so that they say
 * the same.
 */
final class RunWords {

  private RunWords() {}

  static String title(RunFacts facts) {
    return title(facts.classes(), facts.drawn());
  }

  static String title(Classes classes, boolean drawn) {
    String positive = classes.positive();
    String first = positive.substring(0, positive.offsetByCodePoints(0, 1));
    return first.toUpperCase(Locale.ROOT)
        + positive.substring(first.length())
        + " or "
        + classes.negative()
        + ", on "
        + (drawn ? "phantoms" : "chest X-rays");
  }

  /** How many weights the network has. */
  static String size(RunFacts facts) {
    return String.format(Locale.ROOT, "%,d", facts.graph().parameterCount());
  }

  /** The result in one paragraph. */
  static String result(RunFacts facts) {
    return what(facts)
        + facts.evaluation().map(evaluation -> " It called " + counts(evaluation)).orElse("");
  }

  /** What the result is worth beside not looking, and its intervals. */
  static Optional<String> worth(RunFacts facts) {
    return facts.evaluation().map(RunWords::worth);
  }

  static String worth(EvaluationFacts evaluation) {
    return EvaluationTables.withoutLooking(evaluation) + " " + evaluation.overBaseline();
  }

  /** What to doubt first, whatever the figures say. */
  static String doubt(RunFacts facts) {
    String source =
        facts.elsewhere().isEmpty()
            ? "It was not tested on data of another source."
            : "What it did on other data stands below.";
    String overlap =
        facts.imported().isPresent() || facts.patientsInTwoParts().equals(OptionalInt.of(0))
            ? ""
            : " " + overlap(facts) + " The figures may be too good.";
    return (facts.drawn() ? "The images are drawings, not radiographs of people. " : "")
        + source
        + overlap;
  }

  private static String what(RunFacts facts) {
    String classes =
        "'%s' from '%s'".formatted(facts.classes().positive(), facts.classes().negative());
    if (facts.imported().isPresent()) {
      return "A network of %s weights that was trained elsewhere is asked to tell %s."
          .formatted(size(facts), classes);
    }
    if (withoutModel(facts)) {
      return "Several networks of %s weights, one for each fold of a cross-validation, learned to tell %s; each was asked about the images that it had not learned on."
          .formatted(size(facts), classes);
    }
    return "A network of %s weights learned on %d images to tell %s."
        .formatted(size(facts), facts.part(Part.TRAIN).size(), classes);
  }

  /** How many images were called rightly, after "It called". */
  static String counts(EvaluationFacts evaluation) {
    return "%d of %d test images rightly: accuracy %s, AUROC %s, each with its 95 %% interval (%s)."
        .formatted(
            evaluation.calls().right(),
            evaluation.cases(),
            evaluation.told("accuracy").text(),
            evaluation.told("auroc").text(),
            methods(evaluation));
  }

  /** How the intervals of accuracy and AUROC were made. */
  private static String methods(EvaluationFacts evaluation) {
    return Stream.of("accuracy", "auroc")
        .map(evaluation::told)
        .map(told -> told instanceof Estimate.Known known ? known.method() : "none")
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** A run that only gathers predictions, as that of a seed of a cross-validation. */
  static boolean withoutModel(RunFacts facts) {
    return facts.provenance().isPresent() && facts.provenance().get().weights() == null;
  }

  /** Whether one patient may be in two parts. */
  static String overlap(RunFacts facts) {
    OptionalInt again = facts.patientsInTwoParts();
    if (again.isEmpty()) {
      return "Patient overlap: unknown. The run does not know which images show the same patient.";
    }
    return again.getAsInt() == 0
        ? "Patient overlap: none. No patient is in two parts."
        : "Patient overlap: %d of %d patients are in more than one part."
            .formatted(again.getAsInt(), RunFacts.patients(facts.split()).orElseThrow());
  }

  /** Whether images that show one film were looked for, and what was found. */
  static String repeated(RunFacts facts) {
    return facts
        .repeated()
        .orElse("Near-duplicates: not looked for when the images were divided; inspect looks.");
  }

  static List<String> partHeader(RunFacts facts) {
    return List.of(
        "part", "images", facts.classes().positive(), facts.classes().negative(), "patients");
  }

  /** Images, classes and patients of each part and of all. */
  static List<List<String>> partRows(RunFacts facts) {
    List<List<String>> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      rows.add(partRow(part.word(), facts.part(part)));
    }
    rows.add(partRow("all", facts.split()));
    return rows;
  }

  /** A part's name, with its images, classes and patients. */
  static List<String> partRow(String word, List<RunFacts.Filed> images) {
    long positives = images.stream().filter(image -> image.label() == 1).count();
    OptionalInt patients = RunFacts.patients(images);
    return List.of(
        word,
        String.valueOf(images.size()),
        String.valueOf(positives),
        String.valueOf(images.size() - positives),
        patients.isPresent() ? String.valueOf(patients.getAsInt()) : "unknown");
  }

  static String preparation(RunFacts facts) {
    return "Each image is made gray, resized to %d x %d, and its grays are %s."
        .formatted(
            facts.preparation().height(),
            facts.preparation().width(),
            facts.preparation().values().words());
  }

  static String labels(RunFacts facts) {
    return facts.provenance().isEmpty()
        ? "What the labels of its training were is not known here."
        : labels(facts.provenance().get(), facts.drawn());
  }

  static String labels(Provenance from, boolean drawn) {
    Provenance.Labels labels = from.data().labels();
    if (drawn) {
      return "The labels are those with which the images were drawn, and so are true.";
    }
    if (labels == null || labels.table() == null) {
      return "The labels are those of the class folders that the images lie in.";
    }
    return labels.positive() == null
        ? "The labels are those of the class folders that the images lie in, the patients those of"
            + " the table "
            + place(labels.table())
            + "."
        : "The labels are the findings of the table " + place(labels.table()) + ".";
  }

  static String division(RunFacts facts, Plan plan) {
    return withoutModel(facts)
        ? "Dealt to the folds of a cross-validation; each image is tested by the model of the fold"
            + " that left it out."
        : division(plan);
  }

  static String division(Plan plan) {
    return plan.split() == Plan.SplitRule.LESSON
        ? "Divided at random as the lesson does, whatever the class and the patient, with seed "
            + plan.seed()
            + "."
        : "Divided so that each part has nearly the same share of both classes and a patient is in"
            + " one part only, with seed "
            + plan.seed()
            + ".";
  }

  static String training(Plan plan, History history) {
    return String.format(
        Locale.ROOT,
        "%d epochs of %s; the epochs alone took %.1f seconds. The weights kept are %s.",
        history.epochs().size(),
        steps(plan),
        seconds(history),
        KeptWords.of(plan, history));
  }

  static double seconds(History history) {
    return history.epochs().stream().mapToDouble(History.Epoch::seconds).sum();
  }

  /** What an epoch of a training is. */
  static String steps(Plan plan) {
    Integer steps = plan.training().stepsPerEpoch();
    return String.format(
        Locale.ROOT,
        "%smini-batches of %d images%s, %s with a learning rate of %s%s on the binary"
            + " cross-entropy%s",
        steps == null ? "" : steps + " ",
        plan.training().batchSize(),
        steps == null ? ", as many as show each image once" : "",
        plan.training().weightDecay() == 0
            ? "Adam"
            : "AdamW (weight decay " + plan.training().weightDecay() + ")",
        plan.training().learningRate(),
        plan.training().schedule() == Plan.Schedule.COSINE
            ? ", which rises and then falls along a cosine,"
            : "",
        plan.training().labelSmoothing() == 0
            ? ""
            : " with labels smoothed by " + plan.training().labelSmoothing());
  }

  static String augmentation(Plan plan) {
    double share = plan.training().phantomShare();
    return variation(plan.augmentation())
        + (share == 0
            ? ""
            : " Where an effusion is looked for, training shows "
                + share
                + " drawn radiographs, with and without one, for each radiograph.");
  }

  private static String variation(Augmentation ranges) {
    if (ranges.equals(Augmentation.none())) {
      return "Training images are not varied.";
    }
    return "Training images are varied: rotated by up to %s degrees, shifted by up to %s of the width and %s of the height, zoomed by up to %s, contrast by up to %s, brightness by up to %s; %s."
        .formatted(
            ranges.rotationRange(),
            ranges.widthShiftRange(),
            ranges.heightShiftRange(),
            ranges.zoomRange(),
            ranges.contrastRange(),
            ranges.brightnessRange(),
            ranges.horizontalFlip()
                ? "mirrored too, which moves the heart to the other side"
                : "never mirrored");
  }

  /** Whether there is more than one network in the model. */
  static String ensemble(Plan plan) {
    int towers = plan.network().towers();
    return towers == 1
        ? "One network."
        : towers + " networks of different seeds, whose logits are averaged.";
  }

  /**
   * A place as a report may name it, which is read on other machines too: one inside the run's
   * folder as it is, of any other the last name alone. The whole path is in the run's JSON files.
   */
  static String place(String path) {
    boolean absolute = path.matches("(?s)/.*|\\\\\\\\.*|[A-Za-z]:[/\\\\].*");
    String name = path.replaceAll("[/\\\\]+$", "");
    return absolute && !name.isEmpty() ? name.replaceAll("(?s).*[/\\\\]", "") : path;
  }

  /** What stands before a line that is to be typed: what for, and in which folder. */
  static String typed(String purpose, List<String> places) {
    List<String> elsewhere = places.stream().filter(path -> !place(path).equals(path)).toList();
    return purpose
        + (elsewhere.isEmpty()
            ? ":"
            : ", with the path to "
                + String.join(" and ", elsewhere.stream().map(RunWords::place).distinct().toList())
                + " where it lies:");
  }

  /** What a run was made of that may lie outside its folder. */
  static List<String> places(Provenance from) {
    List<String> places = new ArrayList<>(List.of(from.data().location()));
    Provenance.Labels labels = from.data().labels();
    if (labels != null && labels.table() != null) {
      places.add(labels.table());
    }
    return places;
  }

  /** What stands before the line that repeats the run. */
  static String typed(RunFacts facts) {
    List<String> places =
        facts
            .imported()
            .map(imported -> List.of(imported.file()))
            .or(() -> facts.provenance().map(RunWords::places))
            .orElse(List.of());
    return typed("To repeat it, typed in the run's folder", places);
  }

  /** The line that repeats the run, typed in the run's folder. */
  static Optional<String> repeat(RunFacts facts) {
    List<String> words = new ArrayList<>();
    if (facts.imported().isPresent()) {
      Imported imported = facts.imported().get();
      words.addAll(List.of("import", place(imported.file()), "--values"));
      words.add(imported.preparation().values().name().toLowerCase(Locale.ROOT));
      words.addAll(List.of("--positive", imported.classes().positive()));
      if (imported.outputs().isEmpty()) {
        words.addAll(List.of("--negative", imported.classes().negative()));
      } else {
        words.addAll(List.of("--classes", String.join(",", imported.outputs())));
      }
    } else if (facts.provenance().isEmpty() || withoutModel(facts)) {
      return Optional.empty();
    } else {
      return Optional.of(train(facts.provenance().get(), "plan.json", List.of(), "../again"));
    }
    words.addAll(List.of("--out", "../again"));
    return Optional.of(line(words));
  }

  /** The line that trains on the same data, typed in a run's folder. */
  static String train(Provenance from, String plan, List<String> more, String out) {
    Provenance.Data data = from.data();
    List<String> words = new ArrayList<>(List.of("train", place(data.location()), "--plan", plan));
    if (data.labels() != null) {
      addLabels(words, data.labels());
    }
    if (!data.leftOut().isEmpty()) {
      words.add("--skip-unreadable");
    }
    words.addAll(more);
    words.addAll(List.of("--out", out));
    return line(words);
  }

  private static String line(List<String> words) {
    return "pleura " + String.join(" ", words.stream().map(ShellWord::quoted).toList());
  }

  private static void addLabels(List<String> words, Provenance.Labels labels) {
    if (labels.table() != null) {
      words.addAll(List.of("--csv", place(labels.table())));
    }
    labels.columns().forEach((what, name) -> words.addAll(List.of("--column", what + "=" + name)));
    if (labels.positive() != null) {
      words.addAll(List.of("--positive", labels.positive()));
    }
    if (labels.negative() != null) {
      words.addAll(List.of("--negative", labels.negative()));
    }
    if (labels.patientPattern() != null) {
      words.addAll(List.of("--patient-pattern", labels.patientPattern()));
    }
  }

  /** Versions, machine, seeds and fingerprints. */
  static List<Fact> provenance(RunFacts facts) {
    List<Fact> lines = new ArrayList<>();
    facts.provenance().ifPresent(from -> addProvenance(lines, from));
    facts.imported().ifPresent(from -> addImport(lines, from));
    facts
        .plan()
        .ifPresent(
            plan -> lines.add(new Fact("Plan", PlanFile.words(plan) + "; seed " + plan.seed())));
    return lines;
  }

  /** Versions, machine, data and times. */
  static void addProvenance(List<Fact> lines, Provenance from) {
    lines.add(new Fact("Pleura", from.pleura()));
    lines.add(new Fact("Started", from.started()));
    if (from.finished() != null) {
      lines.add(new Fact("Finished", from.finished()));
    }
    lines.add(new Fact("Java", from.machine().java()));
    lines.add(new Fact("System", from.machine().system()));
    lines.add(
        new Fact(
            "Threads",
            from.machine().threads() + " of " + from.machine().processors() + " processors"));
    lines.add(new Fact("Memory for objects", from.machine().memoryMegabytes() + " MB"));
    if (!from.seconds().isEmpty()) {
      List<String> steps = new ArrayList<>();
      from.seconds().forEach((step, took) -> steps.add(step + " " + took));
      lines.add(
          new Fact(
              "Seconds of each step, with all that is around it (training: reading, drawing and"
                  + " saving too)",
              String.join(", ", steps)));
    }
    lines.add(new Fact("Data", place(from.data().location())));
    lines.add(new Fact("Images", String.valueOf(from.data().images())));
    lines.add(
        new Fact(
            "Patients",
            from.data().patients() == null ? "not known" : from.data().patients().toString()));
    lines.add(new Fact("Data fingerprint (SHA-256)", from.data().fingerprint()));
    if (from.weights() != null) {
      lines.add(new Fact("Weight fingerprint (SHA-256)", from.weights().fingerprint()));
    }
  }

  private static void addImport(List<Fact> lines, Imported from) {
    lines.add(new Fact("Pleura", from.pleura()));
    lines.add(new Fact("Imported", from.imported()));
    lines.add(new Fact("From", place(from.file())));
    lines.add(new Fact("File fingerprint (SHA-256)", from.sha256()));
    lines.add(new Fact("Keras", from.kerasVersion()));
    lines.add(new Fact("Weight fingerprint (SHA-256)", from.weights().fingerprint()));
  }

  /** What the audit found, in a few sentences. */
  static String audit(RunFacts facts) {
    return facts
        .audit()
        .map(AuditFacts::sentences)
        .orElse("Whether the maps can be believed was not asked; audit asks.");
  }

  /** The figures on other data, a line each. */
  static List<String> elsewhere(RunFacts facts) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, EvaluationFacts> other : facts.elsewhere().entrySet()) {
      lines.add(
          "On %s (%d images, %d positive): accuracy %s, AUROC %s."
              .formatted(
                  other.getKey(),
                  other.getValue().cases(),
                  other.getValue().positives(),
                  other.getValue().told("accuracy").text(),
                  other.getValue().told("auroc").text()));
    }
    return lines;
  }

  /** How the threshold came about. */
  static String threshold(EvaluationFacts evaluation) {
    return "Positive is a probability above %s (%s%s)."
        .formatted(
            EvaluationTables.shortened(evaluation.threshold()),
            evaluation.rule(),
            evaluation.validationCases() == 0
                ? ""
                : ", " + evaluation.validationCases() + " cases");
  }

  /** Whether an interval holds a value; true where there is none. */
  static boolean holds(Estimate estimate, double value) {
    return !(estimate instanceof Estimate.Known known)
        || (known.low() <= value && value <= known.high());
  }
}
