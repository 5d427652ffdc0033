package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lesson}: the whole way from radiographs to a report, showing each step. */
@Command(
    name = "lesson",
    mixinStandardHelpOptions = true,
    description = {
      "Goes through the whole lesson: looks at the radiographs, prepares and divides them, builds"
          + " and trains a network, evaluates it, shows where it looked, and writes a report.",
      "Without data it draws radiographs of its own."
    })
final class LessonCommand implements Callable<Integer> {

  /** Each of the three parts needs one. */
  private static final int FEWEST = 3;

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;
  @Mixin private RunOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR|ZIP",
      description = "A folder or a zip with two class folders of PNG or JPEG images.")
  private @Nullable Path data;

  @Option(
      names = "--phantoms",
      paramLabel = "N",
      description = "Without data: draw N radiographs of each class (default: ${DEFAULT-VALUE}).")
  private int phantoms = PhantomsCommand.EACH;

  LessonCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (phantoms < FEWEST) {
      throw new ParameterException(
          spec.commandLine(),
          "--phantoms must be " + FEWEST + " or more, but it is " + phantoms + ".");
    }
    try (Narration narration = new Narration(screen, common)) {
      RunStart start = new RunStart(options, narration, true);
      if (options.resumes(data != null) || data != null) {
        start.onData(Optional.ofNullable(data));
      } else {
        start.onPhantoms(phantoms);
      }
    }
    return ExitCode.DONE;
  }
}
