package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.pleura.run.Beginning;
import org.pleura.run.BegunRun;
import org.pleura.run.HeldFolder;
import org.pleura.run.Plan;
import org.pleura.run.Run;
import org.pleura.run.RunFolder;
import org.pleura.run.StepTimes;

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
    Optional<RunFolder> resumed = options.resumed();
    if (resumed.isPresent()) {
      resume(resumed.get());
      return;
    }
    Plan plan = plan(location);
    try (BegunRun begun =
        beginning()
            .onData(
                plan,
                () -> options.read(location.orElseThrow(), plan, narration),
                () -> options.newFolder(plan))) {
      steps(begun);
    }
  }

  private void resume(RunFolder folder) throws IOException {
    if (isOver(folder)) { // and stays so: nothing is to be left in its folder, not even a lock
      return;
    }
    try (HeldFolder held = HeldFolder.of(folder)) {
      // Asked again, now that nobody else can be at its last step.
      if (isOver(folder)) {
        return;
      }
      try (BegunRun begun = beginning().resumed(held)) {
        narration.note(
            "Going on with " + folder.path() + ", on " + begun.run().data().location() + ".");
        steps(begun);
      }
    }
  }

  /** Whether there is nothing to go on with, which is said then. */
  private boolean isOver(RunFolder folder) throws IOException {
    boolean over = Run.isOver(folder);
    if (over) {
      // A fold of a cross-validation has no report.
      narration.line(
          "%s is finished%s",
          folder.path(), Files.exists(folder.report()) ? "; its report is " + folder.report() : "");
    }
    return over;
  }

  /** Draws so many radiographs of each class into the run's folder, and runs all steps on them. */
  void onPhantoms(int each) throws IOException {
    options.requireNoTable();
    Plan plan = plan(Optional.empty());
    try (BegunRun begun = beginning().onPhantoms(plan, each, () -> options.newFolder(plan))) {
      steps(begun);
    }
  }

  private Beginning beginning() {
    return new Beginning(options.loading(), times, narration.progress(), Pleura.Version.current());
  }

  private void steps(BegunRun begun) throws IOException {
    begun.held().unlocked().ifPresent(narration::note);
    new RunSteps(begun, narration, teaching, options.threads(), times).all();
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
}
