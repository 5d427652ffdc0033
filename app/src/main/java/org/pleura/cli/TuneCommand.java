package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.run.Json;
import org.pleura.run.Plan;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import org.pleura.run.Tuning;
import org.pleura.run.WarmUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tune}: looks for a better plan. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description =
        "Trains with every combination of the values of a grid, or with some chosen at random, and"
            + " compares them by their best validation loss. The test images are not looked at. A"
            + " search is not resumed; the trials that ended stay in tuning.csv.")
final class TuneCommand implements Callable<Integer> {

  private final Screen screen;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private PlanOptions plan;
  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;

  @Parameters(
      paramLabel = "DIR|ZIP",
      description = "A folder or a zip with two class folders of PNG or JPEG images.")
  private Path location;

  @Option(
      names = "--grid",
      required = true,
      paramLabel = "PATH=VALUE/VALUE/...",
      description =
          "Values of the plan to try, as network.dropout=0.4/0.6/0.8; may be given several times.")
  private List<String> grid = new ArrayList<>();

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Try only N of the combinations, chosen at random (default: all).")
  private int trials = Integer.MAX_VALUE;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the search (default: runs/DATE-PLAN-tune).")
  private @Nullable Path out;

  TuneCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (trials < 1) {
      throw new ParameterException(
          spec.commandLine(), "--trials must be 1 or more, but it is " + trials + ".");
    }
    Plan base = plan.plan(Plan.lesson());
    List<List<String>> combinations = Tuning.sample(Tuning.combinations(grid), trials, base.seed());
    if (out != null) {
      RunFolder.requireFree(out, false);
    }
    WarmUp.inBackground();
    try (Narration narration = new Narration(screen, common)) {
      Tuning.Search search =
          Tuning.run(
              () -> out == null ? newFolder(base) : out,
              base,
              combinations,
              preparation ->
                  RunData.open(
                      location,
                      base.positiveClass(),
                      preparation,
                      loading.loading(threads.count()),
                      narration.progress()),
              threads.count(),
              Pleura.Version.current(),
              new Talk(narration));
      conclude(search.folder(), search.trials(), narration);
    }
    return ExitCode.DONE;
  }

  private static Path newFolder(Plan base) throws IOException {
    LocalDate today = LocalDate.now(ZoneId.systemDefault());
    return RunFolder.createNamed(RunOptions.RUNS, today, base.name() + "-tune").path();
  }

  private void conclude(Path folder, List<Tuning.Trial> ended, Narration narration) {
    var json = Json.object().put("folder", folder.toString());
    var list = json.putArray("trials");
    for (Tuning.Trial trial : ended) {
      var element = list.addObject().put("trial", trial.number());
      trial.settings().forEach(element.putArray("settings")::add);
      trial
          .best()
          .ifPresent(
              epoch ->
                  element
                      .put("bestEpoch", epoch.number())
                      .put("validationLoss", epoch.validationLoss())
                      .put("validationAccuracy", epoch.validationAccuracy()));
    }
    narration.line("");
    Tuning.best(ended)
        .ifPresentOrElse(
            best -> {
              json.put("best", best.number());
              narration.line("Best: trial %d, %s", best.number(), words(best.settings()));
              narration.line(
                  "Evaluate it with: %s",
                  Invocation.of("train", location, "--plan", folder.resolve("best.json")));
            },
            () -> narration.line("No trial ended an epoch with a finite loss."));
    narration.json(json);
  }

  private static String words(List<String> settings) {
    return String.join(" ", settings);
  }

  /** One line for each trial. */
  private record Talk(Narration narration) implements Tuning.Listener {

    @Override
    public FittingListener begins(int number, int trials, Plan plan, List<String> settings) {
      String name = "Trial " + number + "/" + trials;
      int epochs = plan.training().epochs();
      return new FittingListener() {
        @Override
        public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
          narration.progress().at(name, (epoch - 1) * batches + batch, epochs * batches);
        }
      };
    }

    @Override
    public void ended(Tuning.Trial trial) {
      if (trial.best().isPresent()) {
        History.Epoch epoch = trial.best().get();
        narration.line(
            "Trial %d: val_loss %.4f, val_accuracy %.4f at epoch %d   %s",
            trial.number(),
            epoch.validationLoss(),
            epoch.validationAccuracy(),
            epoch.number(),
            words(trial.settings()));
      } else {
        narration.line("Trial %d: the loss ran away   %s", trial.number(), words(trial.settings()));
      }
    }
  }
}
