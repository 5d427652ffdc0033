package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pleura.data.PhantomFault;
import org.pleura.data.Phantoms;
import org.pleura.run.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code phantoms}: draws radiographs whose truth is known. */
@Command(
    name = "phantoms",
    mixinStandardHelpOptions = true,
    description =
        "Draws chest radiographs with and without pleural effusion, with a mask of the fluid and a"
            + " table of patients. They are drawings, not radiographs of people.")
final class PhantomsCommand implements Callable<Integer> {

  static final int EACH = 350;

  private final Screen screen;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to; the folder must not exist or be empty.")
  private Path out;

  @Option(
      names = {"-n", "--each"},
      paramLabel = "N",
      description = "How many of each class (default: ${DEFAULT-VALUE}).")
  private int each = EACH;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed gives other patients (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      description = "Something that is to be wrong with the set: ${COMPLETION-CANDIDATES}.")
  private Set<PhantomFault> faults = EnumSet.noneOf(PhantomFault.class);

  PhantomsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (each < 1) {
      throw new ParameterException(
          spec.commandLine(), "--each must be 1 or more, but it is " + each + ".");
    }
    try (Narration narration = new Narration(screen, common)) {
      Phantoms.write(
          out,
          each,
          seed,
          faults,
          threads.count(),
          done -> narration.progress().at("Drawing phantoms", done, 2 * each));
      narration.line("%d + %d drawn radiographs are in %s", each, each, out);
      narration.line("Use them with: %s", Invocation.of("lesson", out));
      narration.json(
          Json.object().put("folder", out.toString()).put("effusion", each).put("normal", each));
    }
    return ExitCode.DONE;
  }
}
