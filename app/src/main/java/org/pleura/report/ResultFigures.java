package org.pleura.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.TemperatureScaling;
import org.pleura.nn.train.History;
import org.pleura.run.Evaluating;
import org.pleura.run.Explanation;
import org.pleura.run.Plan;
import org.pleura.run.Run;

/** The figures of what came out: curves, confusion matrix, ROC, saliency maps. */
public final class ResultFigures {

  private static final int MAPS_PER_SHEET = 10;

  private ResultFigures() {}

  static Figure curves(Plan plan, History history) {
    int towers = plan.network().towers();
    return TrainingCurves.figure(
        "08-training",
        "Loss and accuracy by epoch: those of training are averaged while the weights change and"
            + " with dropout, those of validation are of the weights at the epoch's end."
            + (towers == 1
                ? ""
                : " Here are " + towers + " networks that were trained one after the other."),
        history,
        KeptWords.epoch(plan, history));
  }

  /**
   * All figures of an evaluation.
   *
   * @param evaluation what predictions are worth
   * @param positiveClass the class with label 1
   * @param negativeClass the class with label 0
   * @return confusion matrix, ROC curve, reliability and groups, each where there is one
   */
  public static List<Figure> evaluation(
      Evaluation evaluation, String positiveClass, String negativeClass) {
    List<Figure> figures = new ArrayList<>();
    figures.add(confusion(evaluation, positiveClass, negativeClass));
    roc(evaluation).ifPresent(figures::add);
    if (evaluation.cases() > 0) {
      figures.add(reliability(evaluation));
    }
    if (!evaluation.subgroups().isEmpty()) {
      figures.add(
          SubgroupFigure.figure(
              "13-subgroups",
              "Groups of the test images with their 95 % intervals; the dashed line is the value of"
                  + " all. Of many groups some differ by chance.",
              evaluation));
    }
    return figures;
  }

  private static Figure reliability(Evaluation evaluation) {
    TemperatureScaling scaling = evaluation.temperature();
    return ReliabilityFigure.figure(
        "12-reliability",
        "Of the test images that were given a probability, how many have the finding: on the dashed"
            + " line, as many as was said. The lines are Wilson's 95 % intervals, the bars below"
            + " how many images each dot stands for."
            + (scaling.after().isPresent()
                ? String.format(
                    Locale.ROOT,
                    " On the right after temperature scaling, fitted on %d validation images.",
                    scaling.validationCases())
                : ""),
        evaluation.calibration(),
        scaling);
  }

  /**
   * Two models side by side.
   *
   * @param evaluation of the first
   * @param against the second
   * @return their two curves; empty if a class is missing
   */
  public static Optional<Figure> comparison(Evaluation evaluation, Evaluating.Against against) {
    return evaluation
        .discrimination()
        .curve()
        .flatMap(
            first ->
                against
                    .curve()
                    .map(
                        second ->
                            ComparisonFigure.figure(
                                "14-comparison",
                                "Two models on the same "
                                    + evaluation.cases()
                                    + " test images. An interval that holds 0 calls no"
                                    + " difference; whether the two curves' own intervals overlap"
                                    + " does not matter.",
                                first,
                                second,
                                against.comparison())));
  }

  static Figure confusion(Evaluation evaluation, String positiveClass, String negativeClass) {
    return ConfusionFigure.figure(
        "09-confusion",
        String.format(
            Locale.ROOT,
            "The %d test images: what they are, and what the model called them at a probability"
                + " above %s.",
            evaluation.cases(),
            evaluation.threshold().text()),
        positiveClass,
        negativeClass,
        evaluation.confusion());
  }

  /** The curve, unless a class is missing among the test images. */
  static Optional<Figure> roc(Evaluation evaluation) {
    if (evaluation.discrimination().curve().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        RocFigure.figure(
            "10-roc",
            "Sensitivity against false positive rate on the test images, for every threshold.",
            evaluation));
  }

  /** The maps, ten to a sheet. */
  static List<Figure> maps(List<Explanation> explanations, Run run) throws IOException {
    List<Figure> sheets = new ArrayList<>();
    for (int from = 0; from < explanations.size(); from += MAPS_PER_SHEET) {
      List<SaliencyFigure.Tile> tiles = new ArrayList<>();
      int to = Math.min(from + MAPS_PER_SHEET, explanations.size());
      for (Explanation explanation : explanations.subList(from, to)) {
        tiles.add(tile(explanation, run));
      }
      String number = from == 0 ? "" : "-" + (from / MAPS_PER_SHEET + 1);
      sheets.add(
          SaliencyFigure.sheet(
              "11-saliency" + number,
              "Where the network looked: GradCAM++ at the last convolution, for test images. It"
                  + " shows what raises the probability of the positive class, never what lowers"
                  + " it. Each map is stretched to its own range, 1 being its largest"
                  + " value, so colours of two maps must not be compared. The mass is the sum of the"
                  + " map's cells before that; GradCAM++ of a probability fades where the network is"
                  + " sure, so a small mass does not mean little evidence.",
              tiles));
    }
    return sheets;
  }

  private static SaliencyFigure.Tile tile(Explanation explanation, Run run) throws IOException {
    var data = run.data();
    String className =
        explanation.label() == 1 ? data.dataset().positiveClass() : data.dataset().negativeClass();
    var radiograph =
        data.images().radiographs().stream()
            .filter(candidate -> candidate.name().equals(explanation.image()))
            .findFirst()
            .orElseThrow();
    return tile(explanation, data.images().prepared(radiograph), className);
  }

  static SaliencyFigure.Tile tile(Explanation explanation, float[] prepared, String className) {
    return new SaliencyFigure.Tile(
        Picture.ofOwnRange(prepared, explanation.map().width(), explanation.map().height()),
        explanation.map(),
        className,
        explanation.probability(),
        explanation.image());
  }
}
