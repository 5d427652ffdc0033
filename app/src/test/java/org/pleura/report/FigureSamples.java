package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Grouping;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.RocCurve;
import org.pleura.evaluate.ThresholdRule;
import org.pleura.explain.Heatmap;
import org.pleura.image.GrayImage;
import org.pleura.nn.train.History;
import org.pleura.run.Plan;
import org.pleura.tune.Score;
import org.pleura.tune.Trial;
import org.pleura.tune.Trials;

/** One small example of each figure, made of drawn pictures and round numbers. */
final class FigureSamples {
  private FigureSamples() {}

  /** Grays rise from 0 at the top left to 255 at the bottom right. */
  static Picture slope(int width, int height) {
    return Picture.of(slopeImage(width, height));
  }

  private static GrayImage slopeImage(int width, int height) {
    byte[] pixels = new byte[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        pixels[row * width + column] = (byte) ((row + column) * 255 / (width + height - 2));
      }
    }
    return GrayImage.of(width, height, pixels);
  }

  /** A map of 4 x 4 cells, the lower right one of which holds all the mass. */
  static Heatmap map(int width, int height, float mass) {
    float[] cells = new float[16];
    cells[15] = mass;
    return Heatmap.of("GradCAM++", "conv2d_6", cells, 4, 4, height, width);
  }

  static SaliencyFigure.Tile tile(String file) {
    return new SaliencyFigure.Tile(slope(64, 64), map(64, 64, 0.52f), "effusion", 0.874, file);
  }

  /** Two maps of one X-ray, the second three times as strong as the first. */
  static AgreementFigure.Row row(String file) {
    return new AgreementFigure.Row(
        slope(96, 64),
        "Class: effusion. Pred = 0.87. Agreement 0.12.",
        file,
        "full colour at 33 %, 100 % of the method's strongest",
        List.of(
            new EvidenceFigure.Panel(map(96, 64, 0.5f), 1.5),
            new EvidenceFigure.Panel(map(96, 64, 1.5f), 1.5)));
  }

  /** Positives 0.9, 0.8, 0.4; negatives 0.7, 0.3, 0.2, 0.1: at 0.5, 2 of 3 and 3 of 4 right. */
  static Evaluation evaluation() {
    return Evaluation.of(
        Cases.ofProbabilities(
            new boolean[] {true, true, false, true, false, false, false},
            new double[] {0.9, 0.8, 0.7, 0.4, 0.3, 0.2, 0.1}),
        0.5);
  }

  /**
   * Twenty of each class; the other part, on which threshold and temperature are found, is alike.
   */
  static Evaluation thorough() {
    boolean[] labels = new boolean[40];
    double[] logits = new double[40];
    double[] probabilities = new double[40];
    List<String> sex = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2 == 0;
      logits[i] = (i * 7 % 10 - 4.5) / 2 + (labels[i] ? 1 : -1);
      probabilities[i] = 1 / (1 + Math.exp(-logits[i]));
      sex.add(i < 30 ? "F" : "M");
    }
    Cases cases = Cases.of(labels, logits, probabilities);
    return Evaluation.of(
        cases,
        cases,
        new Evaluation.Asked(
            new ThresholdRule.Youden(), OptionalDouble.of(0.1), List.of(new Grouping("sex", sex))));
  }

  /** The seven cases beside the same in another order. */
  static ModelComparison comparison() {
    boolean[] labels = {true, true, false, true, false, false, false};
    return ModelComparison.of(
        Cases.ofProbabilities(labels, new double[] {0.9, 0.8, 0.7, 0.4, 0.3, 0.2, 0.1}),
        Cases.ofProbabilities(labels, new double[] {0.9, 0.3, 0.7, 0.6, 0.8, 0.2, 0.1}),
        0.5,
        0.5,
        Bootstrap.standard());
  }

  private static Figure comparisonFigure() {
    RocCurve curve = evaluation().discrimination().curve().orElseThrow();
    return ComparisonFigure.figure("14-comparison", "Two models.", curve, curve, comparison());
  }

  static History history() {
    return new History(
        List.of(
            new History.Epoch(1, 0.69, 0.52, 0.68, 0.55, 2),
            new History.Epoch(2, 0.61, 0.66, 0.57, 0.71, 2),
            new History.Epoch(3, 0.50, 0.75, 0.60, 0.69, 2)));
  }

  /**
   * Six configurations of which two climbed; the loss of one ran away, that of another is large.
   */
  private static Trials search() {
    return new Trials(
        List.of(
            trial(1, 1, 0.69),
            trial(2, 1, 0.64),
            new Trial(3, List.of("a=3"), 1, Plan.lesson(), Optional.empty()),
            trial(4, 1, 7.5),
            trial(5, 1, 0.66),
            trial(6, 1, 0.72),
            trial(2, 2, 0.58),
            trial(5, 2, 0.55)));
  }

  private static Trial trial(int number, int rung, double loss) {
    Score score = new Score(90, 45, loss, new Estimate.Undefined("not asked"));
    return new Trial(number, List.of("a=" + number), rung, Plan.lesson(), Optional.of(score));
  }

  static List<Figure> all() {
    List<SaliencyFigure.Tile> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(tile("effusion/e" + i + ".png"));
    }
    RadiographFigures.Titled one =
        new RadiographFigures.Titled(slope(96, 64), "Class: Normal", "n1.png");
    RadiographFigures.Titled other =
        new RadiographFigures.Titled(slope(64, 64), "Class: Effusion", "e1.png");
    return List.of(
        RadiographFigures.row("01-examples", "One of each.", List.of(one, other)),
        MatrixFigures.chunk("02-matrix", "A chunk.", slopeImage(128, 128), 35, 30, 10, 10),
        RadiographFigures.scaled(
            "03-prepared",
            "Image 0.",
            Picture.ofOwnRange(new float[] {-1.5f, -0.5f, 0.5f, 1.5f}, 2, 2),
            "standard deviations"),
        RadiographFigures.row("04-augmented", "Five.", List.of(other, other, other, other, other)),
        ActivationFigure.figure(
            "05-activations",
            "Curves.",
            List.of(
                new ActivationFigure.Activation("Tanh", "tanh(x)", StrictMath::tanh),
                new ActivationFigure.Activation("ReLU", "max(0, x)", x -> Math.max(0, x)))),
        FilterFigure.figure(
            "06-filter",
            "At work.",
            slope(32, 32),
            new float[][] {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1.25f}},
            0.5f,
            slope(32, 32),
            "Feature map after ReLU"),
        MatrixFigures.pooling(
            "07-pooling",
            "The worked example.",
            new double[][] {{1, 3, 2, 1}, {5, 6, 1, 2}, {4, 2, 9, 8}, {3, 1, 2, 0}},
            new double[][] {{6, 2}, {4, 9}}),
        TrainingCurves.figure("08-training", "Three epochs.", history(), history().bestEpoch()),
        ConfusionFigure.figure(
            "09-confusion", "Seven cases.", "effusion", "normal", evaluation().confusion()),
        RocFigure.figure("10-roc", "Seven cases.", evaluation()),
        SaliencyFigure.sheet("11-saliency", "Ten maps.", ten),
        SaliencyFigure.single("11-saliency-e1", "One map.", tile("effusion/e1.png")),
        ReliabilityFigure.figure(
            "12-reliability", "Forty cases.", thorough().calibration(), thorough().temperature()),
        SubgroupFigure.figure("13-subgroups", "Two groups.", thorough()),
        comparisonFigure(),
        SearchFigure.of(search(), 0.6931),
        AgreementFigure.of("wildest", "Two.", List.of(row("effusion/e1.png"), row("n1.png"))));
  }
}
