package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import picocli.CommandLine.Option;

/** The options that say what is to be done. */
final class PlanOptions {

  @Option(
      names = "--plan",
      paramLabel = "NAME|FILE",
      description =
          "What to do: 'default', 'lesson', or a JSON file such as a run's plan.json; what the file"
              + " leaves out is as in the lesson (default: 'lesson' for lesson and tune, otherwise"
              + " 'default').")
  private @Nullable String plan;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Change one value of the plan, as training.epochs=20 or network.dropout=0.8; may be given"
              + " several times.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The seed of everything random (default: the plan's, 42 in those that have a name).")
  private @Nullable Long seed;

  Plan plan(Plan usual) throws IOException {
    return plan(usual, List.of());
  }

  /** The same, with settings of a command that those of --set come after. */
  Plan plan(Plan usual, List<String> first) throws IOException {
    Plan named = PlanFile.with(plan == null ? usual : PlanFile.named(plan), first);
    Plan asked = PlanFile.with(named, settings);
    return seed == null ? asked : PlanFile.with(asked, List.of("seed=" + seed));
  }

  boolean areDefaults() {
    return plan == null && settings.isEmpty() && seed == null;
  }
}
