package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.data.Part;
import org.pleura.evaluate.Estimate;
import org.pleura.nn.train.History;
import org.pleura.prepare.Augmentation;
import org.pleura.report.ReportContent.Fact;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Imported;
import org.pleura.run.Plan;
import org.pleura.run.Provenance;
import org.pleura.run.RunFacts;

/**
 * Sentences about a run that its report, its model card and its checklists share, so that they say
 * the same.
 */
final class RunWords {

  private RunWords() {}

  static String title(RunFacts facts) {
    String positive = facts.classes().positive();
    String first = positive.substring(0, positive.offsetByCodePoints(0, 1));
    return first.toUpperCase(Locale.ROOT)
        + positive.substring(first.length())
        + " or "
        + facts.classes().negative()
        + ", on "
        + (facts.drawn() ? "phantoms" : "chest X-rays");
  }

  /** How many weights the network has. */
  static String size(RunFacts facts) {
    return String.format(Locale.ROOT, "%,d", facts.graph().parameterCount());
  }

  /** The result in one paragraph, with its doubt. */
  static String result(RunFacts facts) {
    return what(facts)
        + facts
            .evaluation()
            .map(evaluation -> " " + calls(evaluation) + " " + evaluation.overBaseline())
            .orElse("");
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

  private static String calls(EvaluationFacts evaluation) {
    return "It called %d of %d test images rightly: accuracy %s; always saying the more frequent class would have been right for %d. AUROC: %s. The intervals are of 95 %%%s."
        .formatted(
            evaluation.calls().right(),
            evaluation.cases(),
            evaluation.figure("accuracy").text(),
            Math.max(evaluation.positives(), evaluation.cases() - evaluation.positives()),
            evaluation.figure("auroc").text(),
            evaluation.patients().isPresent()
                    && evaluation.patients().getAsInt() < evaluation.cases()
                ? "; with the "
                    + evaluation.patients().getAsInt()
                    + " patients resampled whole the AUROC is "
                    + evaluation.figure("aurocByPatient").text()
                : "");
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

  private static List<String> partRow(String word, List<RunFacts.Filed> images) {
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
    if (facts.imported().isPresent()) {
      return "What the labels of its training were is not known here.";
    }
    Provenance.Labels labels = facts.provenance().map(from -> from.data().labels()).orElse(null);
    if (facts.drawn()) {
      return "The labels are those with which the images were drawn, and so are true.";
    }
    if (labels == null || labels.table() == null) {
      return "The labels are those of the class folders that the images lie in.";
    }
    return labels.positive() == null
        ? "The labels are those of the class folders that the images lie in, the patients those of the table "
            + labels.table()
            + "."
        : "The labels are the findings of the table " + labels.table() + ".";
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
    Integer steps = plan.training().stepsPerEpoch();
    return String.format(
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
        KeptWords.of(plan, history));
  }

  static String augmentation(Plan plan) {
    Augmentation ranges = plan.augmentation();
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

  /** The line that repeats the run, typed in the run's folder. */
  static Optional<String> repeat(RunFacts facts) {
    List<String> words = new ArrayList<>();
    if (facts.imported().isPresent()) {
      Imported imported = facts.imported().get();
      words.addAll(List.of("import", imported.file(), "--values"));
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
      Provenance.Data data = facts.provenance().get().data();
      words.addAll(List.of("train", data.location(), "--plan", "plan.json"));
      if (data.labels() != null) {
        addLabels(words, data.labels());
      }
      if (!data.leftOut().isEmpty()) {
        words.add("--skip-unreadable");
      }
    }
    words.addAll(List.of("--out", "../again"));
    return Optional.of(
        "pleura " + String.join(" ", words.stream().map(ShellWord::quoted).toList()));
  }

  private static void addLabels(List<String> words, Provenance.Labels labels) {
    if (labels.table() != null) {
      words.addAll(List.of("--csv", labels.table()));
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
        .ifPresent(plan -> lines.add(new Fact("Plan", plan.name() + ", seed " + plan.seed())));
    return lines;
  }

  private static void addProvenance(List<Fact> lines, Provenance from) {
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
      lines.add(new Fact("Seconds", String.join(", ", steps)));
    }
    lines.add(new Fact("Data", from.data().location()));
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
    lines.add(new Fact("From", from.file()));
    lines.add(new Fact("File fingerprint (SHA-256)", from.sha256()));
    lines.add(new Fact("Keras", from.kerasVersion()));
    lines.add(new Fact("Weight fingerprint (SHA-256)", from.weights().fingerprint()));
  }

  /** What the audit found, in a sentence. */
  static String audit(RunFacts facts) {
    if (facts.audit().isEmpty()) {
      return "Whether the maps can be believed was not asked; audit asks.";
    }
    long asked =
        facts.audit().get().methods().stream().mapToLong(one -> one.findings().size()).sum();
    long passed =
        facts.audit().get().methods().stream()
            .flatMap(one -> one.findings().stream())
            .filter(found -> found.passed())
            .count();
    return "Of %d questions to %d ways of explaining, %d were passed."
        .formatted(asked, facts.audit().get().methods().size(), passed);
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
                  other.getValue().figure("accuracy").text(),
                  other.getValue().figure("auroc").text()));
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
