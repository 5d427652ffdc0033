package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}: from radiographs to an evaluated model, without the lesson's teaching. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains a network on radiographs as a plan says, evaluates it, shows where it looked, and"
            + " writes a report.")
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

  TrainCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (!options.resumes(data != null) && data == null) {
      throw new ParameterException(
          spec.commandLine(),
          "train needs a folder or a zip of radiographs, or a run to --resume;"
              + " 'pleura phantoms' draws some.");
    }
    try (Narration narration = new Narration(screen, common)) {
      new RunStart(options, narration, false).onData(Optional.ofNullable(data));
    }
    return ExitCode.DONE;
  }
}
