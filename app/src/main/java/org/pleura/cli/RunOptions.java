package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Labelling;
import org.pleura.run.HeldFolder;
import org.pleura.run.InterruptedRuns;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands that make a run. */
final class RunOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ThreadsOption threads;
  @Mixin private LoadingOptions loading;

  @Mixin private PlanOptions plan;
  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to (default: runs/DATE-PLAN; of a search runs/DATE-PLAN-tune, of a"
              + " cross-validation runs/DATE-PLAN-folds).")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace what is in the folder of --out.")
  private boolean force;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "Go on with what was interrupted, with its own plan and data.")
  private @Nullable Path resume;

  int threads() {
    return threads.count();
  }

  Loading loading() {
    return loading.loading(threads.count());
  }

  /** Whether a run is to be taken up again; nothing that would make a new one may be asked for. */
  boolean resumes(boolean dataGiven) {
    if (resume == null) {
      return false;
    }
    boolean alone = !dataGiven && plan.areDefaults() && data.areDefaults() && out == null && !force;
    if (!alone) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with the run's own data and plan, so it cannot stand beside data,"
              + " --csv and its like, --plan, --set, --seed, --out or --force.");
    }
    return true;
  }

  Optional<RunFolder> resumed() throws IOException {
    if (resume == null) {
      return Optional.empty();
    }
    RunFolder folder = new RunFolder(resume);
    return Optional.of(folder.isCrossValidation() ? folder : RunFolder.open(resume));
  }

  /** The search to go on with. */
  RunFolder resumedSearch() throws IOException {
    RunFolder folder = new RunFolder(Objects.requireNonNull(resume));
    if (!folder.isSearch()) {
      throw new IOException(resume + " has no tuning.json, so it is not the folder of a search.");
    }
    return folder;
  }

  /** Drawings have their own labels. */
  void requireNoTable() {
    if (!data.areDefaults()) {
      throw new ParameterException(
          spec.commandLine(),
          "--csv, --positive and their like say what is on your images; name those too, or leave"
              + " the options out to have some drawn.");
    }
  }

  Labelling labelling(Plan asked) {
    return data.labelling(Optional.ofNullable(asked.positiveClass()));
  }

  /** Reads radiographs as a plan asks. */
  RunData read(Path location, Plan asked, Narration narration) throws IOException {
    return RunData.labelled(
        location, labelling(asked), asked.preparation(), loading(), narration.progress());
  }

  Plan plan(Plan usual) throws IOException {
    return plan.plan(usual);
  }

  Plan plan(Plan usual, List<String> first) throws IOException {
    return plan.plan(usual, first);
  }

  /** Before anything long begins: is the place of the run free, and not where the data lie? */
  void checkFolder(Optional<Path> data) throws IOException {
    if (out == null) {
      RunFolder.requireRoom(RunFolder.RUNS);
      return;
    }
    RunFolder.requireFree(out, force);
    if (data.isPresent() && real(data.get()).startsWith(real(out))) {
      throw new ParameterException(
          spec.commandLine(),
          data.get()
              + " lies in the folder of --out, "
              + out
              + ", and would be deleted with the run that is there; name another folder.");
    }
  }

  /** Links followed, as far as there is something. */
  static Path real(Path path) throws IOException {
    return Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
  }

  HeldFolder newFolder(Plan asked) throws IOException {
    return newFolder(PlanFile.runName(asked));
  }

  /** A folder in runs/ of that name, unless --out names another. */
  HeldFolder newFolder(String name) throws IOException {
    return out == null
        ? HeldFolder.createNamed(RunFolder.RUNS, LocalDate.now(ZoneId.systemDefault()), name)
        : HeldFolder.create(out, force);
  }

  /** Says so if a run that asked the same was interrupted. */
  void offerToResume(Plan asked, Optional<Path> data, Narration narration) {
    Path absolute =
        out == null ? RunFolder.RUNS : Optional.ofNullable(out.getParent()).orElse(Path.of(""));
    InterruptedRuns.find(absolute, asked, data)
        .ifPresent(
            run ->
                narration.note(
                    "A run that asked the same was interrupted; to go on with it instead of"
                        + " starting anew: "
                        + Invocation.of(spec.name(), "--resume", run.path())));
  }
}
