package org.pleura.cli;

import java.util.Locale;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;

/** A cross-validation as a table: each fold, the mean over folds, all together, and over seeds. */
record CrossValidationText(Narration narration) {

  void all(CrossValidated found) {
    for (CrossValidated.OfSeed seed : found.seeds()) {
      seed(seed);
    }
    if (found.seeds().size() > 1) {
      seeds(found);
    }
    narration.line("");
    narration.line("%s", CrossValidated.HEADLINE);
    narration.line("%s", CrossValidated.DEVIATION);
    CrossValidated.OfSeed first = found.seeds().get(0);
    Evaluation pooled = first.pooled();
    narration.line(
        "Intervals: AUROC %s; accuracy %s", method(pooled.auroc()), method(pooled.accuracy()));
    narration.line("All folds together, seed %d: %s", first.seed(), pooled.baseline().sentence());
  }

  private void seed(CrossValidated.OfSeed seed) {
    narration.line("");
    row("Seed " + seed.seed(), "images", "positive", "AUROC", "accuracy", "majority");
    for (int fold = 0; fold < seed.folds().size(); fold++) {
      figures("  fold " + (fold + 1), seed.folds().get(fold));
    }
    row("  mean over folds", "", "", seed.auroc().text(), seed.accuracy().text(), "");
    figures("  all folds together", seed.pooled());
  }

  private void seeds(CrossValidated found) {
    narration.line("");
    narration.line("Over %d seeds: smallest / mean / largest", found.seeds().size());
    row("", "", "", "AUROC", "accuracy", "");
    row("  mean over folds", "", "", found.auroc().range(), found.accuracy().range(), "");
    row(
        "  all folds together",
        "",
        "",
        found.pooledAuroc().range(),
        found.pooledAccuracy().range(),
        "");
  }

  private void figures(String name, Evaluation evaluation) {
    row(
        name,
        String.valueOf(evaluation.cases()),
        String.valueOf(evaluation.positives()),
        evaluation.auroc().text(),
        evaluation.accuracy().text(),
        evaluation.baseline().accuracy() instanceof Estimate.Known known
            ? String.format(Locale.ROOT, "%.2f", known.value())
            : "");
  }

  private void row(
      String name, String images, String positive, String auroc, String accuracy, String last) {
    narration.line(
        "%s",
        String.format(
                Locale.ROOT,
                "%-22s %6s %9s   %-20s   %-20s   %s",
                name,
                images,
                positive,
                auroc,
                accuracy,
                last)
            .stripTrailing());
  }

  private static String method(Estimate estimate) {
    return estimate instanceof Estimate.Known known ? known.method() : estimate.text();
  }
}
