package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.run.CrossValidationFacts;
import org.pleura.run.EvaluationFacts;
import org.pleura.run.RunFacts;

/** The same of a cross-validation, where it knows other things than one of its runs. */
final class CrossValidationAnswers extends RunAnswers {

  private final CrossValidationFacts facts;

  CrossValidationAnswers(CrossValidationFacts facts) {
    super(facts.first());
    this.facts = facts;
  }

  @Override
  String title() {
    return CrossValidationWords.title(facts) + ": convolutional networks.";
  }

  @Override
  String division() {
    return CrossValidationWords.division(facts);
  }

  @Override
  String overlap() {
    return CrossValidationWords.overlap(facts);
  }

  @Override
  String sizes() {
    return CrossValidationWords.sizes(facts);
  }

  @Override
  String initial() {
    return "Drawn at random with the seeds "
        + CrossValidationWords.seeds(facts)
        + "; no weights of another model.";
  }

  @Override
  String training() {
    return CrossValidationWords.training(facts)
        + " "
        + RunWords.augmentation(facts.plan())
        + " Internal validation: "
        + facts.folds()
        + " folds.";
  }

  @Override
  String kept() {
    return CrossValidationWords.kept(facts);
  }

  @Override
  String stabilityAnchor() {
    return "folds";
  }

  @Override
  String stability() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (CrossValidationFacts.OfSeed seed : facts.bySeed()) {
      least = Math.min(least, seed.auroc().smallest());
      most = Math.max(most, seed.auroc().largest());
    }
    return String.format(
        Locale.ROOT,
        "To other training images and seeds: the AUROC of single folds is %.2f to %.2f.",
        least,
        most);
  }

  @Override
  String calls() {
    EvaluationFacts pooled = facts.first().evaluation().orElseThrow();
    return "%s All folds together: accuracy %s, sensitivity %s, specificity %s, AUROC %s."
        .formatted(
            CrossValidationWords.headline(facts),
            pooled.told("accuracy").text(),
            pooled.figure("sensitivity").text(),
            pooled.figure("specificity").text(),
            pooled.told("auroc").text());
  }

  @Override
  String patients() {
    List<String> folds = new ArrayList<>();
    for (int fold = 0; fold < facts.dealt().size(); fold++) {
      String name = "fold " + (fold + 1);
      RunFacts.patients(facts.dealt().get(fold))
          .ifPresent(count -> folds.add("%s: %d patients".formatted(name, count)));
    }
    return folds.isEmpty() ? "" : String.join("; ", folds) + ".";
  }

  @Override
  String limits() {
    return Limits.of(facts).size() + " follow from the cross-validation's files.";
  }

  @Override
  String repeat() {
    return "plan.json holds every value; a line repeats the cross-validation.";
  }

  @Override
  String here() {
    return "A model for each seed and fold, as seed-%d/fold-1/model.keras; none is made to be used. The fingerprint of the data is given."
        .formatted(facts.bySeed().get(0).seed());
  }

  @Override
  String predicting() {
    return "Each image by the model of the fold that left it out; all are in seed-%d/predictions.csv."
        .formatted(facts.bySeed().get(0).seed());
  }

  @Override
  String balance() {
    return "Folds have nearly the same share of both classes; no other method was used.";
  }

  @Override
  String apart() {
    return "Both are of one data set: each image served for both, in different trainings.";
  }
}
