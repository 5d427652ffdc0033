package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.pleura.data.Labelling;
import org.pleura.run.Divided;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import org.pleura.run.StepTimes;
import org.pleura.run.WarmUp;

/** Begins a run or takes one up again, and goes through its steps. */
final class RunStart {

  private final RunOptions options;
  private final Narration narration;
  private final boolean teaching;
  private final StepTimes times = new StepTimes();

  /**
   * A run to come.
   *
   * @param options what was asked for
   * @param narration where to say what happens
   * @param teaching whether to show all that the lesson shows
   */
  RunStart(RunOptions options, Narration narration, boolean teaching) {
    this.options = options;
    this.narration = narration;
    this.teaching = teaching;
  }

  /** Runs all steps on data that are there, or goes on with the run that is to be resumed. */
  void onData(Optional<Path> location) throws IOException {
    WarmUp.inBackground();
    Optional<RunFolder> resumed = options.resumed();
    if (resumed.isPresent()) {
      RunFolder folder = resumed.get();
      if (Provenance.read(folder).finished() != null) {
        // A fold of a cross-validation has none.
        narration.line(
            "%s is finished%s",
            folder.path(),
            Files.exists(folder.report()) ? "; its report is " + folder.report() : "");
        return;
      }
      Run run =
          times.of("reading", () -> Run.reopen(folder, options.loading(), narration.progress()));
      try (RunData data = run.data()) {
        narration.note("Going on with " + folder.path() + ", on " + data.location() + ".");
        new RunSteps(run, narration, teaching, true, options.threads(), times).all();
      }
      return;
    }
    Plan plan = plan(location);
    try (RunData data = open(location.orElseThrow(), options.labelling(plan), plan)) {
      Divided divided = divided(plan, data);
      begin(options.newFolder(plan), plan, data, divided);
    }
  }

  /** Draws so many radiographs of each class into the run's folder, and runs all steps on them. */
  void onPhantoms(int each) throws IOException {
    options.requireNoTable();
    WarmUp.inBackground();
    Plan plan = plan(Optional.empty());
    RunFolder folder = options.newFolder(plan);
    // Before the drawing, so that a run killed in it is known for one and --force can replace it.
    PlanFile.write(folder.plan(), plan);
    times.of(
        "drawing phantoms",
        () -> {
          PhantomsCommand.draw(
              folder.phantoms(),
              each,
              plan.seed(),
              Set.of(),
              options.threads(),
              narration.progress());
          return folder;
        });
    Labelling folders = Labelling.folders(Optional.ofNullable(plan.positiveClass()));
    try (RunData data = open(folder.phantoms(), folders, plan)) {
      begin(folder, plan, data, divided(plan, data));
    }
  }

  private Divided divided(Plan plan, RunData data) throws IOException {
    return times.of(
        "dividing", () -> Divided.of(plan, data, options.threads(), narration.progress()));
  }

  private Plan plan(Optional<Path> location) throws IOException {
    Plan plan = options.plan(teaching ? Plan.lesson() : Plan.standard());
    // Refused before a folder is made: a plan whose parts do not fit, a number of threads.
    plan.graph();
    options.threads();
    options.labelling(plan);
    options.checkFolder(location);
    options.offerToResume(plan, location, narration);
    return plan;
  }

  private RunData open(Path location, Labelling labelling, Plan plan) throws IOException {
    return times.of(
        "reading",
        () ->
            RunData.labelled(
                location, labelling, plan.preparation(), options.loading(), narration.progress()));
  }

  private void begin(RunFolder folder, Plan plan, RunData data, Divided divided)
      throws IOException {
    Run run = Run.begin(folder, plan, data, divided, options.threads(), Pleura.Version.current());
    new RunSteps(run, narration, teaching, false, options.threads(), times).all();
  }
}
