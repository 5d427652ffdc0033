package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Evaluation;
import org.pleura.nn.train.FittingListener;
import org.pleura.report.CrossValidationReport;
import org.pleura.run.CrossValidation;
import org.pleura.run.CrossValidationFile;
import org.pleura.run.DividedIntoFolds;
import org.pleura.run.HeldFolder;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;
import org.pleura.run.WarmUp;

/** Begins a cross-validation or takes one up again, and says what it brings. */
final class CrossValidationStart {

  private final RunOptions options;
  private final Narration narration;

  CrossValidationStart(RunOptions options, Narration narration) {
    this.options = options;
    this.narration = narration;
  }

  /** Goes through so many folds of the data with so many seeds. */
  void begin(Path location, int folds, int seeds) throws IOException {
    Plan plan = options.plan(Plan.standard());
    // Refused before anything is read: a plan whose parts do not fit, a number of threads, a place.
    plan.graph();
    int threads = options.threads();
    options.checkFolder(Optional.of(location));
    WarmUp.inBackground();
    try (RunData data = options.read(location, plan, narration)) {
      DividedIntoFolds divided =
          DividedIntoFolds.of(data, folds, plan.validationSplit(), threads, narration.progress());
      if (plan.split() == Plan.SplitRule.LESSON) {
        narration.note(
            "The plan's split is not used: folds are stratified, and keep patients together.");
      }
      try (HeldFolder held = options.newFolder(PlanFile.runName(plan) + "-folds")) {
        held.unlocked().ifPresent(narration::note);
        goOn(
            CrossValidation.begin(
                held.folder(),
                plan,
                CrossValidation.seeds(plan, seeds),
                data,
                divided,
                threads,
                Pleura.Version.current()));
      }
    }
  }

  /** Goes on with a cross-validation, unless it is over. */
  void resume(RunFolder folder) throws IOException {
    if (isOver(folder)) { // and stays so: nothing is to be left in its folder, not even a lock
      return;
    }
    try (HeldFolder held = HeldFolder.of(folder)) {
      // Asked again, now that nobody else can be at its last step.
      if (isOver(folder)) {
        return;
      }
      WarmUp.inBackground();
      held.unlocked().ifPresent(narration::note);
      CrossValidation resumed =
          CrossValidation.reopen(held.folder(), options.loading(), narration.progress());
      try (RunData data = resumed.data()) {
        narration.note("Going on with " + folder.path() + ", on " + data.location() + ".");
        goOn(resumed);
      }
    }
  }

  private boolean isOver(RunFolder folder) throws IOException {
    boolean over = Run.isOver(folder);
    if (over) {
      narration.line(
          "%s is finished; its figures are in %s", folder.path(), folder.crossValidation());
    }
    return over;
  }

  private void goOn(CrossValidation validation) throws IOException {
    validation.assumptions().forEach(narration::note);
    validation
        .data()
        .images()
        .leftOut()
        .forEach(left -> narration.note("Left out: " + left.reason()));
    Interruption interruption = Interruption.expectInFolds(validation.folder(), narration);
    CrossValidated found;
    try {
      found = validation.run(new Talk(validation, narration));
    } finally {
      interruption.isOver();
    }
    new CrossValidationText(narration).all(found);
    RunFolder folder = validation.folder();
    CrossValidationReport.write(folder);
    narration.line("");
    narration.line("Report: %s", folder.report());
    narration.line(
        "Written: %s, and for each seed its predictions and a run for each fold",
        folder.crossValidation());
    Path first = folder.path().resolve("seed-" + validation.seeds().get(0));
    narration.line(
        "All figures of a seed: %s   Beside another plan's, on the same folds: add --against",
        Invocation.of("evaluate", first));
    var json = CrossValidationFile.json(validation.folds(), validation.seeds(), Optional.of(found));
    json.put("folder", folder.path().toString()).put("report", folder.report().toString());
    narration.json(json);
  }

  /** Progress in each fold, and a line for each that is done. */
  private record Talk(CrossValidation validation, Narration narration)
      implements CrossValidation.Listener {

    @Override
    public FittingListener begins(long seed, int fold) {
      List<Long> seeds = validation.seeds();
      int before = seeds.indexOf(seed) * validation.folds() + fold - 1;
      int all = seeds.size() * validation.folds();
      Plan plan = validation.plan();
      int epochs = plan.training().epochs() * plan.network().towers();
      String name = "Training " + (before + 1) + "/" + all;
      return new FittingListener() {
        @Override
        public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
          narration.progress().at(name, (epoch - 1) * batches + batch, epochs * batches);
        }
      };
    }

    @Override
    public Progress drawing() {
      return narration.progress();
    }

    @Override
    public void ended(long seed, int fold, Evaluation evaluation, boolean before) {
      narration.line(
          "Seed %d, fold %d/%d: AUROC %s, accuracy %s%s",
          seed,
          fold,
          validation.folds(),
          evaluation.auroc().text(),
          evaluation.accuracy().text(),
          before ? "   (done before)" : "");
    }
  }
}
