package org.pleura.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;
import org.pleura.run.Exporting;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: hands a run's model over to other software. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the model of a run for other software: as .keras (Keras 3), as .h5 (Keras 2 and 3) or"
          + " as .onnx (ONNX Runtime and others), with what it makes of one fixed input and the line"
          + " of Python that shows what the other software makes of it.",
      "An ONNX file reads a batch of images of any length, channels last, and carries how an image"
          + " is prepared and what the classes are called."
    })
final class ExportCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      description = "keras, h5 or onnx.")
  private Exporting.Format format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to (default: RUN/exported.FORMAT).")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  ExportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    Path file = out == null ? folder.exported(format) : out;
    requirePlace(folder, file);
    if (Files.exists(file) && !force) {
      throw new FileAlreadyExistsException(
          file.toString(),
          null,
          "there is a file already; name another with --out, or replace it with --force");
    }
    Network network = Exporting.write(folder, format, file);
    Preparation.Values values = Exporting.preparation(folder).values();
    Shape input = network.graph().inputShape();
    GoldenOutput golden = GoldenOutput.of(network, values);
    try (Narration narration = new Narration(screen, common)) {
      narration.line("Written: %s", file);
      if (format == Exporting.Format.H5) {
        narration.note(
            "Not in the file: the optimiser and the loss; compile the model before it is trained"
                + " further.");
      }
      narration.line("");
      narration.line("What the model makes of the golden input: %s", golden.text());
      narration.line("What the file makes of it, in Python:");
      narration.line(
          "  %s",
          format == Exporting.Format.ONNX
              ? GoldenOutput.onnx(input, values, file)
              : GoldenOutput.keras(input, values, file));
      narration.json(
          golden
              .json()
              .put("file", file.toString())
              .put("format", format.ending())
              .put("parameters", network.graph().parameterCount()));
    }
    return ExitCode.DONE;
  }

  private void requirePlace(RunFolder folder, Path file) {
    String ending = "." + format.ending();
    boolean hdf5 = format == Exporting.Format.H5 && file.toString().endsWith(".hdf5");
    if (!file.toString().endsWith(ending) && !hdf5) {
      throw new ParameterException(
          spec.commandLine(),
          "the name of a file in the format "
              + format
              + " ends in "
              + ending
              + ", unlike "
              + file
              + ".");
    }
    if (folder.isOwn(file)) {
      throw new ParameterException(
          spec.commandLine(), file + " is the run's own; name another file with --out.");
    }
    if (Files.isDirectory(file)) {
      throw new ParameterException(
          spec.commandLine(), file + " is a folder; name a file with --out.");
    }
  }
}
