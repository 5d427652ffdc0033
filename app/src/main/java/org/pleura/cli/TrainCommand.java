package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.run.CrossValidation;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: from radiographs to an evaluated model, without the lesson's teaching. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network on radiographs as a plan says, evaluates it, shows where it looked, and"
          + " writes a report.",
      "With --folds, cross-validates instead: every image is tested once for each seed. Leaves"
          + " crossvalidation.json, all predictions of a seed in seed-42/predictions.csv and so"
          + " on, a run for each fold in seed-42/fold-1 and so on, and a report."
    })
final class TrainCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR|ZIP",
      description =
          "A folder or a zip with two class folders of PNG or JPEG images; not with --resume.")
  private @Nullable Path data;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate: deal the images to K folds, the same for every plan and seed, and train K"
              + " times, leaving out another fold each time (--out: runs/DATE-PLAN-folds by default).")
  private @Nullable Integer folds;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "With --folds: go through the folds with N seeds, the plan's and others 1000 apart"
              + " (default: 1).")
  private @Nullable Integer seeds;

  TrainCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    boolean resumes = options.resumes(data != null);
    checkFolds(resumes);
    if (!resumes && data == null) {
      throw wrong(
          "train needs a folder or a zip of radiographs, or a run to --resume;"
              + " 'pleura phantoms' draws some.");
    }
    try (Narration narration = new Narration(screen, common)) {
      Optional<RunFolder> resumed = options.resumed();
      if (resumed.isPresent() && resumed.get().isCrossValidation()) {
        new CrossValidationStart(options, narration).resume(resumed.get());
      } else if (folds != null && data != null) {
        new CrossValidationStart(options, narration).begin(data, folds, seeds == null ? 1 : seeds);
      } else {
        new RunStart(options, narration, false).onData(Optional.ofNullable(data));
      }
    }
    return ExitCode.DONE;
  }

  private void checkFolds(boolean resumes) {
    if (resumes && (folds != null || seeds != null)) {
      throw wrong(
          "--resume goes on with the folds and seeds that the cross-validation was begun with, and a"
              + " run that is none has no folds, so --folds and --seeds cannot stand beside it.");
    }
    if (folds == null && seeds != null) {
      throw wrong("--seeds says how often to go through the folds, so it needs --folds.");
    }
    if (folds != null && folds < 2) {
      throw wrong("--folds must be 2 or more, but it is " + folds + ".");
    }
    if (seeds != null && (seeds < 1 || seeds > CrossValidation.MOST_SEEDS)) {
      throw wrong(
          "--seeds must be 1 to " + CrossValidation.MOST_SEEDS + ", but it is " + seeds + ".");
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
