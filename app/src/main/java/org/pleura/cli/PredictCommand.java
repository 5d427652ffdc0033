package org.pleura.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.TemperatureScaling;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.report.RoundedProbability;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Doubts;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Json;
import org.pleura.run.Predicting;
import org.pleura.run.Run;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code predict}: what a run's model says of images. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Says what the best model of a run says of images: its logit, the probability, that after"
          + " temperature scaling where the run's evaluation has a temperature that can be told"
          + " from 1 and did the test images no harm, and what the image is called at a probability"
          + " above 0.5. Warns of images that are unlike those of the training.",
      "Ends with 3 if some files are no images: each is named, and the others are answered."
    })
final class PredictCommand implements Callable<Integer> {
  private static final int DIGITS = 4;

  private final Screen screen;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ThreadsOption threads = new ThreadsOption();

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG or JPEG files.")
  private List<Path> images;

  PredictCommand(Screen screen) {
    this.screen = screen;
  }

  /**
   * The command that a line of plain words asks for: {@code predict RUN IMAGE...}, as it is typed
   * most often. The library that reads command lines would take a quarter of the time to answer for
   * one image, and there is nothing for it to find out: no option, no file of arguments.
   *
   * @return empty for any other line, which that library is to read, or find fault with
   */
  static Optional<PredictCommand> ofPlainWords(Screen screen, String... arguments) {
    List<String> words = List.of(arguments);
    if (words.size() < 3
        || !words.get(0).equals("predict")
        || words.stream().anyMatch(word -> word.isEmpty() || "-@".indexOf(word.charAt(0)) >= 0)) {
      return Optional.empty();
    }
    PredictCommand command = new PredictCommand(screen);
    try {
      command.run = Path.of(words.get(1));
      command.images = words.stream().skip(2).map(Path::of).toList();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.of(command);
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder);
    Doubts doubts = Doubts.of(folder);
    Estimate temperature = temperature(folder);
    try (Narration narration = new Narration(screen, common)) {
      Predicting.Answers all =
          Predicting.files(classifier, images, doubts, threads.count(), narration.progress());
      if (!all.answers().isEmpty()) {
        table(narration, all.answers(), classifier.classes(), temperature);
        narration.line("%s", sentence(temperature));
        Warnings.say(
            narration,
            all.answers().stream()
                .map(one -> new Warnings(one.image().toString(), one.warnings()))
                .toList(),
            doubts);
        narration.json(
            all.answers().stream()
                .map(one -> json(one, classifier.classes(), temperature))
                .toList());
      }
      return new Errors(screen.messages()).unreadable(all.unreadable(), images.size());
    }
  }

  /** That of the run's validation images, from its evaluation. */
  private static Estimate temperature(RunFolder folder) throws IOException {
    if (!Files.exists(folder.evaluation())) {
      return new Estimate.Undefined("the model was not evaluated here");
    }
    EvaluationFacts facts = EvaluationFacts.read(folder.evaluation());
    return TemperatureScaling.usable(
        facts.figure("temperatureScaling.temperature"),
        facts.figure("temperatureScaling.testAfter.brierChange"));
  }

  private static String sentence(Estimate temperature) {
    return temperature instanceof Estimate.Known known
        ? String.format(
            Locale.ROOT,
            "scaled: with the logit divided by %.3f, the temperature that suits the run's"
                + " validation images best and did not make the Brier score of its test images"
                + " worse; calls are at 0.5, which it does not change.",
            known.value())
        : "Without scaled probabilities: " + ((Estimate.Undefined) temperature).reason() + ".";
  }

  private static void table(
      Narration narration, List<Predicting.Answer> answers, Classes classes, Estimate temperature) {
    String title = "P(" + classes.positive() + ")";
    int widest =
        answers.stream().mapToInt(answer -> answer.image().toString().length()).max().orElse(0);
    boolean scaled = temperature instanceof Estimate.Known;
    String columns =
        "%-"
            + Math.max(5, widest)
            + "s %10s %"
            + Math.max(8, title.length())
            + "s"
            + (scaled ? " %10s" : "%s")
            + "  %s";
    narration.line(columns, "image", "logit", title, scaled ? "scaled" : "", "called");
    for (Predicting.Answer answer : answers) {
      narration.line(
          columns,
          answer.image(),
          String.format(Locale.ROOT, "%.4f", answer.logit()),
          RoundedProbability.words(answer.probability(), DIGITS),
          temperature instanceof Estimate.Known known
              ? RoundedProbability.words(scaled(answer, known), DIGITS)
              : "",
          called(answer, classes));
    }
  }

  private static ObjectNode json(Predicting.Answer answer, Classes classes, Estimate temperature) {
    ObjectNode json =
        Json.object()
            .put("image", answer.image().toString())
            .put("logit", answer.logit())
            .put("probability", answer.probability());
    if (temperature instanceof Estimate.Known known) {
      json.put("scaled", scaled(answer, known)).put("temperature", known.value());
    }
    json.put("called", called(answer, classes));
    answer.warnings().forEach(json.putArray("warnings")::add);
    return json;
  }

  private static float scaled(Predicting.Answer answer, Estimate.Known temperature) {
    return BinaryCrossentropy.probability((float) (answer.logit() / temperature.value()));
  }

  private static String called(Predicting.Answer answer, Classes classes) {
    return answer.probability() > Run.THRESHOLD ? classes.positive() : classes.negative();
  }
}
