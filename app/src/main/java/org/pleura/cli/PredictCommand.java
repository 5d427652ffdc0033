package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
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
    description = "Says what the best model of a run says of images.")
final class PredictCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

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

  private record Answer(String image, float logit, float probability, String called) {
    Answer(Predicting.Answer answer, Classes classes) {
      this(
          answer.image().toString(),
          answer.logit(),
          answer.probability(),
          answer.probability() > Run.THRESHOLD ? classes.positive() : classes.negative());
    }
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Classifier classifier = Classifier.of(folder);
    Classes classes = classifier.classes();
    try (Narration narration = new Narration(screen, common)) {
      List<Answer> answers =
          Predicting.files(classifier, images, threads.count(), narration.progress()).stream()
              .map(answer -> new Answer(answer, classes))
              .toList();
      String title = "P(" + classes.positive() + ")";
      int widest = answers.stream().mapToInt(answer -> answer.image().length()).max().orElse(0);
      String columns =
          "%-" + Math.max(5, widest) + "s %10s %" + Math.max(8, title.length()) + "s  %s";
      narration.line(columns, "image", "logit", title, "called");
      for (Answer answer : answers) {
        narration.line(
            columns,
            answer.image(),
            fixed(answer.logit()),
            fixed(answer.probability()),
            answer.called());
      }
      narration.json(answers);
    }
    return ExitCode.DONE;
  }

  private static String fixed(float value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
