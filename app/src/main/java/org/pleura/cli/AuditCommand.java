package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.audit.Check;
import org.pleura.audit.Finding;
import org.pleura.data.Radiograph;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.ClassAverage;
import org.pleura.explain.SaliencyMethod;
import org.pleura.run.AuditFacts;
import org.pleura.run.Auditing;
import org.pleura.run.Classifier;
import org.pleura.run.Run;
import org.pleura.run.RunFolder;
import org.pleura.run.WarmUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit}: can what the maps of a run's model show be believed? */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Asks of each way of explaining whether its maps of this run's model can be believed, on the"
          + " test images. weights, labels: does a map depend on what was learned? faithfulness:"
          + " does the model go by it? localization: does it point at the finding, where masks or"
          + " boxes say where that is? stability, response: does it stay while the prediction"
          + " stays, and move when it moves? shortcut: does it point at a marker that a model goes"
          + " by? repeatability: does another training tell the same?",
      "For labels, shortcut and repeatability the run's plan is trained anew, six times in all: of"
          + " the lesson's plan a minute or two; each method takes a quarter of a minute to one and"
          + " a half more.",
      "Each verdict stands beside its rule: PASS, FAIL, or CANNOT TELL, which is no pass. Ends with"
          + " 4 unless every way of explaining passes every check; controls do not count, since"
          + " they should fail. Writes RUN/audit.json."
    })
final class AuditCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      defaultValue = "gradcam,gradcam++,scorecam,gradient",
      description = {
        "As of explain, and one more control, class-average: how the run's training images of the"
            + " two classes differ on average.",
        "Default: ${DEFAULT-VALUE}."
      })
  private List<String> words;

  @Option(
      names = "--checks",
      paramLabel = "CHECK",
      split = ",",
      description = "Which of them to ask (default: all that can be asked).")
  private @Nullable List<String> checks;

  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description =
          "The layer whose feature maps are explained (default: the last that everything goes"
              + " through, a convolution if there is one).")
  private @Nullable String layer;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "100",
      description = {
        "How many test images at most, from the first; 20 or more (default: ${DEFAULT-VALUE}).",
        "A check needs 20 that it can be asked of: localization recognised positive ones, shortcut"
            + " positive ones."
      })
  private int most;

  @Option(
      names = "--data",
      paramLabel = "DIR|ZIP",
      description = "Other images than the run's own; an imported model has none of its own.")
  private @Nullable Path data;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  AuditCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    checkMethods();
    Set<Check> asked = checks();
    requireEnough();
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder);
    if (classifier.shared().isPresent()) {
      throw new IOException(
          folder.path()
              + " cannot be audited: the checks move one logit and its probability, but '"
              + classifier.classes().positive()
              + "' shares a softmax with other classes.");
    }
    WarmUp.inBackground();
    try (Narration narration = new Narration(screen, common);
        TestImages images =
            TestImages.of(
                folder, classifier, data, most, loading.loading(threads.count()), narration)) {
      List<Radiograph> chosen = images.chosen();
      requireEnough(images);
      withdraw(asked, images, narration);
      withdrawOfFew(asked, images, classifier, narration);
      if (Files.exists(folder.audit())) {
        narration.note("What an earlier audit found, " + folder.audit() + ", is replaced.");
      }
      List<SaliencyMethod> methods = methods(images.run());
      Auditing.Outcome outcome =
          Auditing.run(
              folder,
              methods,
              asked,
              classifier,
              chosen,
              images.data(),
              images.run(),
              threads.count(),
              narration.progress());
      say(narration, outcome);
      AuditFacts found = AuditFacts.read(folder.audit());
      narration.line("");
      narration.line("%s", found.sentences());
      narration.line("Written: %s", folder.audit());
      narration.json(Auditing.json(outcome));
      return found.passed() ? ExitCode.DONE : ExitCode.AUDIT_NOT_PASSED;
    }
  }

  /** Before anything is read: which words are no methods. */
  private void checkMethods() {
    try {
      words.stream()
          .filter(word -> !word.equals(ClassAverage.WORD))
          .forEach(word -> SaliencyMethod.named(word, Optional.ofNullable(layer)));
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(
          spec.commandLine(), unknown.getMessage() + "; and of audits class-average.", unknown);
    }
  }

  private List<SaliencyMethod> methods(Optional<Run> run) throws IOException {
    List<SaliencyMethod> methods = new ArrayList<>();
    for (String word : words.stream().distinct().toList()) {
      if (!word.equals(ClassAverage.WORD)) {
        methods.add(SaliencyMethod.named(word, Optional.ofNullable(layer)));
      } else if (run.isPresent()) {
        methods.add(Auditing.classAverage(run.get()));
      } else {
        throw new ParameterException(
            spec.commandLine(),
            "class-average is made of a run's own training images; an imported model, or other"
                + " data, have none.");
      }
    }
    return methods;
  }

  private Set<Check> checks() {
    if (checks == null) {
      return EnumSet.allOf(Check.class);
    }
    try {
      Set<Check> asked = EnumSet.noneOf(Check.class);
      checks.forEach(word -> asked.add(Check.named(word)));
      return asked;
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage() + ".", unknown);
    }
  }

  /**
   * Takes back what cannot be asked, and says why; if it was asked for by name, that is an error.
   */
  private void withdraw(Set<Check> asked, TestImages images, Narration narration) {
    List<String> training = asked.stream().filter(Check::needsTraining).map(Check::word).toList();
    if (images.run().isEmpty() && !training.isEmpty()) {
      String why = "an imported model, or other data, have no plan and images to train anew";
      refuse(training, why, narration);
      asked.removeIf(Check::needsTraining);
    }
    if (asked.contains(Check.LOCALIZATION) && !images.data().dataset().knowsPlaces()) {
      String why =
          "no masks, and no boxes of '"
              + images.data().dataset().positiveClass()
              + "', lie beside the images to say where the finding is";
      refuse(List.of(Check.LOCALIZATION.word()), why, narration);
      asked.remove(Check.LOCALIZATION);
    }
  }

  /** Before anything is read: with fewer images every check ends in CANNOT TELL. */
  private void requireEnough() {
    if (most < Check.FEWEST_IMAGES) {
      throw new ParameterException(
          spec.commandLine(),
          "--images must be "
              + Check.FEWEST_IMAGES
              + " or more, since on fewer no check can tell, but it is "
              + most
              + ".");
    }
  }

  private void requireEnough(TestImages images) throws UnusableDataException {
    int there = images.chosen().size();
    if (there < Check.FEWEST_IMAGES) {
      throw new UnusableDataException(
          "An audit needs %d images, since on fewer no check can tell, but %s; name others with --data DIR."
              .formatted(
                  Check.FEWEST_IMAGES,
                  images.run().isPresent()
                      ? run + " has " + there + " test images"
                      : data + " has " + there));
    }
  }

  /** Takes back what has too few images that it can be asked of, before minutes go into it. */
  private void withdrawOfFew(
      Set<Check> asked, TestImages images, Classifier classifier, Narration narration)
      throws IOException {
    String positive = images.data().dataset().positiveClass();
    for (Check check : List.copyOf(asked)) {
      int there = Auditing.askable(check, classifier, images.chosen(), images.data());
      if (there < Check.FEWEST_IMAGES) {
        String which =
            check == Check.LOCALIZATION
                ? " images of '%s' that the model recognises and whose place is known"
                : " images of '%s'";
        refuse(
            List.of(check.word()),
            "it needs "
                + Check.FEWEST_IMAGES
                + which.formatted(positive)
                + ", but of these "
                + images.chosen().size()
                + " images "
                + there
                + (there == 1 ? " is one" : " are such"),
            narration);
        asked.remove(check);
      }
    }
  }

  private void refuse(List<String> words, String why, Narration narration) {
    String what = String.join(", ", words) + " cannot be asked: " + why + ".";
    if (checks != null) {
      throw new ParameterException(spec.commandLine(), "--checks " + what);
    }
    narration.note(what);
  }

  private static void say(Narration narration, Auditing.Outcome outcome) {
    Map<SaliencyMethod, List<Finding>> findings = outcome.findings();
    Set<String> layers = new LinkedHashSet<>();
    outcome.maps().values().forEach(map -> layers.add(map.layer()));
    narration.line("%d images; maps of %s", outcome.images().size(), String.join(", ", layers));
    narration.line("AUROC of the model on them: %s", outcome.auroc().text());
    if (!(outcome.auroc() instanceof Estimate.Known known) || known.low() <= 0.5) {
      narration.line(
          "The model does not surely tell the classes apart on these images, so its maps cannot be"
              + " expected to show what tells them apart.");
    }
    List<Check> checks = findings.values().iterator().next().stream().map(Finding::check).toList();
    narration.line("%s", row("method", checks.stream().map(Check::word).toList()));
    findings.forEach(
        (method, found) ->
            narration.line(
                "%s",
                row(method.word(), found.stream().map(one -> one.verdict().words()).toList())));
    for (int check = 0; check < checks.size(); check++) {
      int at = check;
      narration.line("");
      narration.line("%s: %s", checks.get(at).word(), checks.get(at).question());
      narration.line("  It passes if %s.", findings.values().iterator().next().get(at).rule());
      findings.forEach(
          (method, found) ->
              narration.line(
                  "  %-20s %s: %s",
                  method.word(), found.get(at).verdict().words(), found.get(at).why()));
    }
  }

  private static String row(String name, List<String> cells) {
    StringBuilder row = new StringBuilder(String.format("%-21s", name));
    cells.forEach(cell -> row.append(String.format(" %-13s", cell)));
    return row.toString().stripTrailing();
  }
}
