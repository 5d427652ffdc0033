package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.evaluate.Evaluation;
import org.pleura.report.Figure;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.EvaluationFile;
import org.pleura.run.OtherData;
import org.pleura.run.Predicting;
import org.pleura.run.Prediction;
import org.pleura.run.PredictionsFile;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}: what a run's predictions are worth, on its own test images or on others. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates the predictions of a run: reads RUN/predictions.csv, and writes evaluation.json and"
          + " the figures.",
      "The predictions of that file may come from elsewhere: it needs the columns image, label (1 or"
          + " 0) and probability, and may have logit, patient and part (train, validation, test)."
          + " The run's report stays as it was.",
      "With --data, asks the run's model about all images of another data set first; predictions,"
          + " evaluation and figures go to a folder of their own."
    })
final class EvaluateCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Option(
      names = "--data",
      paramLabel = "DIR|ZIP",
      description = "Another data set with the same two class folders.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: RUN, or RUN/evaluations/NAME with --data).")
  private @Nullable Path out;

  EvaluateCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Classes classes = Classes.of(folder);
    try (Narration narration = new Narration(screen, common)) {
      RunFolder to = new RunFolder(place(folder));
      List<Prediction> predictions =
          data == null ? read(folder) : predict(folder, data, to, narration);
      Evaluation evaluation = Run.evaluate(to, predictions);
      new ResultText(narration).evaluation(evaluation, classes.positive(), classes.negative());
      List<Figure> figures = new ArrayList<>();
      figures.add(ResultFigures.confusion(evaluation, classes.positive(), classes.negative()));
      ResultFigures.roc(evaluation).ifPresent(figures::add);
      for (Figure figure : figures) {
        figure.draw().write(to.figures());
      }
      narration.line("");
      narration.line("Written: %s, and figures in %s", to.evaluation(), to.figures());
      narration.json(EvaluationFile.json(evaluation));
    }
    return ExitCode.DONE;
  }

  private Path place(RunFolder folder) {
    if (out != null) {
      return out;
    }
    if (data == null) {
      return folder.path();
    }
    Path name = data.toAbsolutePath().normalize().getFileName();
    return folder.path().resolve("evaluations").resolve(name == null ? "data" : name.toString());
  }

  private static List<Prediction> read(RunFolder folder) throws IOException {
    if (!Files.exists(folder.predictions())) {
      throw new IOException(
          folder.predictions()
              + " does not exist; "
              + (folder.isImported()
                  ? "an imported model is asked about data that are named with --data."
                  : "the run has not come so far. Go on with it (--resume), or name data with"
                      + " --data."));
    }
    return PredictionsFile.read(folder.predictions());
  }

  private List<Prediction> predict(RunFolder folder, Path other, RunFolder to, Narration narration)
      throws IOException {
    Classifier classifier = Classifier.of(folder);
    try (RunData read =
        RunData.open(
            other,
            classifier.classes().positive(),
            classifier.preparation(),
            loading.loading(threads.count()),
            narration.progress())) {
      OtherData.claim(to, read);
      OtherData.notNew(folder, read).ifPresent(narration::note);
      read.images().leftOut().forEach(left -> narration.note("Left out: " + left.reason()));
      List<Prediction> predictions =
          Predicting.all(classifier, read, threads.count(), narration.progress());
      PredictionsFile.write(to.predictions(), predictions);
      return predictions;
    }
  }
}
