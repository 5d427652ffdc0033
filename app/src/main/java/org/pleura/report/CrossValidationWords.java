package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Spread;
import org.pleura.nn.train.History;
import org.pleura.run.CrossValidationFacts;
import org.pleura.run.DividedIntoFolds;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.Plan;
import org.pleura.run.RunFacts;

/** Sentences about a cross-validation that its report and its checklists share. */
final class CrossValidationWords {

  private CrossValidationWords() {}

  static String title(CrossValidationFacts facts) {
    return RunWords.title(facts.first()) + ", cross-validated";
  }

  /** What was done and what came out. */
  static String result(CrossValidationFacts facts) {
    return headline(facts) + " " + trainings(facts);
  }

  private static String trainings(CrossValidationFacts facts) {
    int seeds = facts.bySeed().size();
    return "Each of %d images was asked of a network of %s weights that had neither learned on it nor been chosen by it: %d folds with %s, so %d trainings."
        .formatted(
            images(facts).size(),
            RunWords.size(facts.first()),
            facts.folds(),
            seeds == 1 ? "one seed" : seeds + " seeds",
            facts.folds() * seeds);
  }

  /** The mean over the folds, and how far it moves. */
  static String headline(CrossValidationFacts facts) {
    CrossValidationFacts.OfSeed first = facts.bySeed().get(0);
    Optional<Spread> seeds = overSeeds(facts);
    return "'%s' is told from '%s' with an AUROC of %s, the mean over %d folds with seed %d%s."
        .formatted(
            facts.first().classes().positive(),
            facts.first().classes().negative(),
            first.auroc().text(),
            facts.folds(),
            first.seed(),
            seeds
                .map(
                    spread ->
                        String.format(
                            Locale.ROOT,
                            "; over %d seeds it is %.2f to %.2f, %.2f on average",
                            spread.count(),
                            spread.smallest(),
                            spread.largest(),
                            spread.mean()))
                .orElse(""));
  }

  private static Optional<Spread> overSeeds(CrossValidationFacts facts) {
    return Optional.ofNullable(facts.overSeeds().get("auroc")).filter(spread -> spread.count() > 1);
  }

  /** All folds together with the first seed. */
  static String together(CrossValidationFacts facts) {
    EvaluationFacts pooled = facts.first().evaluation().orElseThrow();
    return "All folds together, with that seed, they called %s %s"
        .formatted(RunWords.counts(pooled), RunWords.worth(pooled));
  }

  /** What to doubt first. */
  static String doubt(CrossValidationFacts facts) {
    boolean apart = facts.patientsInTwoFolds().equals(OptionalInt.of(0));
    return (facts.first().drawn() ? "The images are drawings, not radiographs of people. " : "")
        + (facts.isComplete() ? "" : unfinished(facts) + " ")
        + "Nothing was tested on data of another source."
        + (apart ? "" : " " + overlap(facts) + overlapMeans(facts));
  }

  static String unfinished(CrossValidationFacts facts) {
    return "It did not come to its end: %d of %d seeds are done."
        .formatted(facts.bySeed().size(), facts.seeds().size());
  }

  /** What the mean over the folds is, and what the intervals are of. */
  static List<String> readings(CrossValidationFacts facts) {
    return List.of(
        CrossValidated.HEADLINE,
        "SD is the standard deviation over the folds. " + CrossValidated.DEVIATION,
        "So the mean over the folds has no interval. Those that are given are of one fold's images,"
            + " or of the images of all folds together, "
            + (facts.first().evaluation().orElseThrow().patients().isPresent()
                ? "with whole patients resampled"
                : "taken to be of different people")
            + "; each takes the models as they are.");
  }

  static String division(CrossValidationFacts facts) {
    return "Dealt to %d folds, each with nearly the same share of both classes and a patient in one fold only, with the seed %d, whatever the plan's, so that other plans can be compared on the same folds. In each training one fold is the test part, and %.0f %% of the other images the validation part."
        .formatted(facts.folds(), DividedIntoFolds.SEED, 100 * facts.plan().validationSplit());
  }

  static String overlap(CrossValidationFacts facts) {
    OptionalInt again = facts.patientsInTwoFolds();
    if (again.isEmpty()) {
      return "Patient overlap: unknown. It is not known which images show the same patient.";
    }
    return again.getAsInt() == 0
        ? "Patient overlap: none. No patient is in two folds."
        : "Patient overlap: %d of %d patients are in more than one fold."
            .formatted(again.getAsInt(), RunFacts.patients(images(facts)).orElseThrow());
  }

  static String overlapMeans(CrossValidationFacts facts) {
    if (facts.patientsInTwoFolds().isEmpty()) {
      return " One patient may be in two folds, and the figures may be too good.";
    }
    return facts.patientsInTwoFolds().getAsInt() == 0 ? "" : " The figures may be too good.";
  }

  static List<RunFacts.Filed> images(CrossValidationFacts facts) {
    return facts.dealt().stream().flatMap(List::stream).toList();
  }

  /** Images and positives of each fold. */
  static String sizes(CrossValidationFacts facts) {
    List<String> folds = new ArrayList<>();
    for (int fold = 0; fold < facts.dealt().size(); fold++) {
      List<RunFacts.Filed> images = facts.dealt().get(fold);
      long positives = images.stream().filter(image -> image.label() == 1).count();
      folds.add("fold %d: %d images, %d positive".formatted(fold + 1, images.size(), positives));
    }
    return String.join("; ", folds) + ".";
  }

  static String training(CrossValidationFacts facts) {
    List<History> histories =
        facts.bySeed().stream().flatMap(seed -> seed.histories().stream()).toList();
    int least = histories.stream().mapToInt(one -> one.epochs().size()).min().orElse(0);
    int most = histories.stream().mapToInt(one -> one.epochs().size()).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%d trainings, each of %s epochs of %s; all in %.1f seconds. %s",
        histories.size(),
        least == most ? String.valueOf(least) : least + " to " + most,
        RunWords.steps(facts.plan()),
        histories.stream().mapToDouble(RunWords::seconds).sum(),
        kept(facts));
  }

  static String kept(CrossValidationFacts facts) {
    Plan plan = facts.plan();
    return "The weights kept of each are "
        + (KeptWords.isOneEpochs(plan)
            ? "those after the epoch whose validation loss was the smallest"
            : KeptWords.of(plan, facts.bySeed().get(0).histories().get(0)))
        + ".";
  }

  static String seeds(CrossValidationFacts facts) {
    return String.join(
        ", ", facts.bySeed().stream().map(seed -> String.valueOf(seed.seed())).toList());
  }

  /** The line that repeats it, typed in its folder. */
  static String repeat(CrossValidationFacts facts) {
    return RunWords.train(
        facts.provenance(),
        "plan.json",
        List.of(
            "--folds",
            String.valueOf(facts.folds()),
            "--seeds",
            String.valueOf(facts.seeds().size())),
        "../again");
  }
}
