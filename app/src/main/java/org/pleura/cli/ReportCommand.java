package org.pleura.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.pleura.report.CrossValidationReport;
import org.pleura.report.RunReport;
import org.pleura.report.SearchReport;
import org.pleura.run.Json;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code report}: the report and the model card of a run, or the report of a cross-validation or a
 * search, from its files.
 */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes RUN/report.html and RUN/model-card.md anew from the files of the run's folder: all that"
          + " was evaluated, explained or audited since the run ended is in them. The data are not"
          + " needed; where they are gone, the mistakes are listed but not shown.",
      "A cross-validation (train --folds) and a search (tune) have a report.html too, but no model"
          + " card, since there is not one model.",
      "The report of a run or a cross-validation ends with two checklists, CLAIM and TRIPOD+AI,"
          + " answered as far as the run knows. A search tests nothing, so its report has none."
    })
final class ReportCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "RUN",
      description = "The folder of a run, an imported model, a cross-validation or a search.")
  private Path run;

  ReportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    RunFolder folder = RunFolder.openAny(run);
    try (Narration narration = new Narration(screen, common)) {
      ObjectNode json = Json.object().put("report", folder.report().toString());
      if (folder.isCrossValidation()) {
        CrossValidationReport.write(folder);
      } else if (folder.isSearch()) {
        SearchReport.write(folder);
      } else {
        RunReport.write(folder);
        json.put("modelCard", folder.modelCard().toString());
      }
      narration.line("Report: %s", folder.report());
      if (json.has("modelCard")) {
        narration.line("Model card: %s", folder.modelCard());
      }
      narration.json(json);
    }
    return ExitCode.DONE;
  }
}
