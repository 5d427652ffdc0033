package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pleura.report.RunReport;
import org.pleura.run.Json;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code report}: the report and the model card of a run, from its files. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes RUN/report.html and RUN/model-card.md anew from the files of the run's folder: all that"
          + " was evaluated, explained or audited since the run ended is in them. The data are not"
          + " needed; where they are gone, the mistakes are listed but not shown.",
      "The report ends with two checklists, CLAIM and TRIPOD+AI, answered as far as the run knows."
    })
final class ReportCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "RUN", description = "The folder of a run, or of an imported model.")
  private Path run;

  ReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.open(run);
    try (Narration narration = new Narration(screen, common)) {
      RunReport.write(folder);
      narration.line("Report: %s", folder.report());
      narration.line("Model card: %s", folder.modelCard());
      narration.json(
          Json.object()
              .put("report", folder.report().toString())
              .put("modelCard", folder.modelCard().toString()));
    }
    return ExitCode.DONE;
  }
}
