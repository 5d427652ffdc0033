package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pleura.nn.random.Mt19937;

/** AUROC, ROC curve, band and average precision: worked examples, and definitions as oracles. */
class RankingFiguresTest {
  private static final boolean T = true;
  private static final boolean F = false;

  /** In descending order: T, {T, F}, F, T, F. */
  private static final Cases SIX =
      Cases.ofProbabilities(
          new boolean[] {T, T, F, F, T, F}, new double[] {0.9, 0.8, 0.8, 0.6, 0.4, 0.1});

  @Test
  void aurocCountsThePairsInTheRightOrder() {
    // Of 3 x 3 pairs the first T wins 3, the second 2 and a tie, the third 1: 6.5 / 9.
    assertThat(known(Auroc.of(SIX)).value()).isCloseTo(6.5 / 9, within(1e-15));
  }

  @Test
  void delongsIntervalByHand() {
    // Parts beaten: T 1, 2.5/3, 1/3, mean 6.5/9; F (1 + 0.5)/3, 2/3, 1, mean 6.5/9.
    // Variances (in ninths): T (9, 7.5, 3) - 6.5 = 2.5, 1, -3.5 -> 19.5 / 2 / 81;
    //                        F (4.5, 6, 9) - 6.5 = -2, -0.5, 2.5 -> 10.5 / 2 / 81.
    double variance = 19.5 / 2 / 81 / 3 + 10.5 / 2 / 81 / 3;
    double area = 6.5 / 9;
    double logit = Math.log(6.5 / 2.5);
    double half = 1.959964 * Math.sqrt(variance) / (area * (1 - area));
    Estimate.Known auroc = known(Auroc.of(SIX));
    assertThat(auroc.low()).isCloseTo(1 / (1 + Math.exp(-logit + half)), within(1e-6));
    assertThat(auroc.high()).isCloseTo(1 / (1 + Math.exp(-logit - half)), within(1e-6));
    assertThat(auroc.method()).isEqualTo("DeLong on the logit scale, 95 %");
  }

  @Test
  void theRanksGiveWhatThePairsGive() {
    Mt19937 stream = Mt19937.numpy(7);
    for (int trial = 0; trial < 200; trial++) {
      Cases cases = random(stream, 2 + stream.interval(30), 1 + stream.interval(12));
      if (cases.positives() < 2 || cases.negatives() < 2) {
        continue;
      }
      Placements fast = Placements.of(cases);
      double[] slow = areaAndVarianceFromPairs(cases);
      assertThat(fast.area()).isCloseTo(slow[0], within(1e-12));
      assertThat(fast.variance().orElse(0)).isCloseTo(slow[1], within(1e-12));
      assertThat(averagePrecisionFromThresholds(cases))
          .isCloseTo(Ranking.of(cases).steps().averagePrecision(), within(1e-12));
    }
  }

  @Test
  void aWeightIsAsGoodAsACopy() {
    Mt19937 stream = Mt19937.numpy(8);
    for (int trial = 0; trial < 100; trial++) {
      Cases cases = random(stream, 20, 6);
      int[] weights = new int[20];
      Arrays.setAll(weights, i -> stream.interval(3));
      int[] rows = new int[Arrays.stream(weights).sum()];
      int next = 0;
      for (int i = 0; i < 20; i++) {
        for (int copy = 0; copy < weights[i]; copy++) {
          rows[next++] = i;
        }
      }
      boolean[] labels = new boolean[rows.length];
      double[] scores = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        labels[i] = cases.positive(rows[i]);
        scores[i] = cases.score(rows[i]);
      }
      Cases copied = Cases.ofProbabilities(labels, scores);
      if (copied.hasBothClasses()) {
        Ranking.Steps weighted = Ranking.of(cases).steps(weights);
        Ranking.Steps plain = Ranking.of(copied).steps();
        assertThat(weighted.auroc()).isEqualTo(plain.auroc());
        assertThat(weighted.averagePrecision()).isCloseTo(plain.averagePrecision(), within(1e-15));
        assertThat(weighted.sensitivities(100)).isEqualTo(plain.sensitivities(100));
      }
    }
  }

  @Test
  void perfectOrderIsNotCertain() {
    // Five against five. Newcombe's lower end t solves 1 - t = z sqrt(V(t)), k = 4.
    boolean[] labels = {T, T, T, T, T, F, F, F, F, F};
    double[] scores = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0};
    Estimate.Known auroc = known(Auroc.of(Cases.ofProbabilities(labels, scores)));
    double t = auroc.low();
    double variance = t * (1 - t) * (1 + 4 * (1 - t) / (2 - t) + 4 * t / (1 + t)) / 25;
    assertThat(1 - t).isCloseTo(1.959964 * Math.sqrt(variance), within(1e-6));
    assertThat(t).isCloseTo(0.643, within(1e-3));
    assertThat(auroc.high()).isEqualTo(1);
    assertThat(auroc.method()).startsWith("Newcombe");
  }

  @Test
  void newcombesIntervalIsThatOfThePublishedExample() {
    // Scores 28 25 24 27 30 30 29 against 20 20 26 25 22 23: 38.5 of 42 pairs. The interval is
    // the one the R package SingleCaseES gives for these data.
    Estimate.Known known = Auroc.newcombe(38.5 / 42, 7, 6);
    assertThat(known.low()).isCloseTo(0.5973193600, within(1e-9));
    assertThat(known.high()).isCloseTo(0.9859976894, within(1e-9));
  }

  @Test
  void aurocIsOneHalfWhenAllScoresTie() {
    boolean[] labels = {T, T, F, F, F};
    Estimate.Known auroc =
        known(Auroc.of(Cases.ofProbabilities(labels, new double[] {0.5, 0.5, 0.5, 0.5, 0.5})));
    assertThat(auroc.value()).isEqualTo(0.5);
    assertThat(auroc.low()).isLessThan(0.2);
    assertThat(auroc.high()).isCloseTo(1 - auroc.low(), within(1e-12));
  }

  @Test
  void aurocNeedsBothClasses() {
    Cases cases = Cases.ofProbabilities(new boolean[] {F, F}, new double[] {0.1, 0.2});
    assertThat(Auroc.of(cases).text())
        .isEqualTo(
            "undefined: AUROC is undefined with 0 positive and 2 negative cases; it needs at least"
                + " one of each");
    assertThatThrownBy(() -> RocCurve.of(cases))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 positive and 2 negative");
    assertThatThrownBy(() -> RocBand.of(cases, Bootstrap.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 positive and 2 negative");
  }

  @Test
  void theCurveHasOneStepForEachScore() {
    assertThat(RocCurve.of(SIX).points())
        .containsExactly(
            new RocCurve.Point(0.9, 0, 0, 0, 0),
            new RocCurve.Point(0.8, 1, 0, 1 / 3.0, 0),
            new RocCurve.Point(0.6, 2, 1, 2 / 3.0, 1 / 3.0),
            new RocCurve.Point(0.4, 2, 2, 2 / 3.0, 2 / 3.0),
            new RocCurve.Point(0.1, 3, 2, 1, 2 / 3.0),
            new RocCurve.Point(Math.nextDown(0.1), 3, 3, 1, 1));
  }

  @Test
  void aPointsThresholdGivesItsCountsInTheConfusionMatrix() {
    for (RocCurve.Point point : RocCurve.of(SIX).points()) {
      ConfusionMatrix confusion = ConfusionMatrix.of(SIX, point.threshold());
      assertThat(confusion.truePositives()).isEqualTo(point.truePositives());
      assertThat(confusion.falsePositives()).isEqualTo(point.falsePositives());
    }
  }

  @Test
  void averagePrecisionByHand() {
    // Precision at the gains: 1/1 at the first T, 2/3 at the tie, 3/5 at the last; each gains 1/3.
    Bootstrap bootstrap = new Bootstrap(50, 1);
    assertThat(known(AveragePrecision.of(SIX, bootstrap)).value())
        .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(1e-15));
  }

  @Test
  void averagePrecisionOfPerfectOrderIsBoundedByItsPositives() {
    // Every resample is perfect too; Wilson with the 4 positives as trials: 4 / (4 + z²).
    boolean[] labels = {T, T, T, T, F, F, F};
    double[] scores = {0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2};
    Estimate.Known precision =
        known(AveragePrecision.of(Cases.ofProbabilities(labels, scores), Bootstrap.standard()));
    assertThat(precision.value()).isEqualTo(1);
    assertThat(precision.low()).isCloseTo(4 / (4 + 3.8415), within(1e-4));
    assertThat(precision.method()).contains("positive cases as trials");
  }

  @Test
  void sensitivityIsReadOffTheCurveAtEachFalsePositiveRate() {
    // The steps of SIX at false positives 0, 1, 2, 3 of 3 stand at 1, 2, (2 then) 3, 3 of 3.
    double[] at = Ranking.of(SIX).steps().sensitivities(6);
    double[] expected = {1 / 3.0, 0.5, 2 / 3.0, 2 / 3.0, 1, 1, 1};
    assertThat(at).containsExactly(expected, within(1e-15));
  }

  @Test
  void theBandHoldsTheCurveAndIsNeverNarrowerThanWilson() {
    RocBand band = RocBand.of(SIX, new Bootstrap(200, 3));
    double[] curve = Ranking.of(SIX).steps().sensitivities(100);
    assertThat(band.levels()).hasSize(101);
    // At a false positive rate of 1 everything is called positive, so nothing is missed.
    assertThat(band.levels().get(100)).isEqualTo(new RocBand.Level(1, 1, 1));
    for (int part = 0; part < 100; part++) {
      RocBand.Level level = band.levels().get(part);
      assertThat(level.falsePositiveRate()).isEqualTo(part / 100.0);
      Estimate.Known wilson = Wilson.ofProportion(curve[part], 3, "");
      assertThat(level.low()).isBetween(0.0, wilson.low());
      assertThat(level.high()).isBetween(wilson.high(), 1.0);
    }
  }

  private static Estimate.Known known(Estimate estimate) {
    return (Estimate.Known) estimate;
  }

  private static Cases random(Mt19937 stream, int size, int distinct) {
    boolean[] labels = new boolean[size];
    double[] scores = new double[size];
    for (int i = 0; i < size; i++) {
      labels[i] = stream.interval(1) == 1;
      scores[i] = stream.interval(distinct) / (double) distinct;
    }
    return Cases.ofProbabilities(labels, scores);
  }

  private static double[] areaAndVarianceFromPairs(Cases cases) {
    int size = cases.size();
    double[] beaten = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        if (cases.positive(i) && !cases.positive(j)) {
          double win = (1 + Math.signum(cases.score(i) - cases.score(j))) / 2;
          beaten[i] += win / cases.negatives();
          beaten[j] += win / cases.positives();
        }
      }
    }
    double area = 0;
    for (int i = 0; i < size; i++) {
      area += cases.positive(i) ? beaten[i] / cases.positives() : 0;
    }
    double variance = 0;
    for (int i = 0; i < size; i++) {
      double count = cases.positive(i) ? cases.positives() : cases.negatives();
      variance += (beaten[i] - area) * (beaten[i] - area) / (count - 1) / count;
    }
    return new double[] {area, variance};
  }

  private static double averagePrecisionFromThresholds(Cases cases) {
    double[] thresholds = new double[cases.size()];
    Arrays.setAll(thresholds, cases::score);
    double sum = 0;
    double before = 0;
    double[] descending =
        Arrays.stream(thresholds).distinct().map(t -> -t).sorted().map(t -> -t).toArray();
    for (double threshold : descending) {
      double called = 0;
      double right = 0;
      for (int i = 0; i < cases.size(); i++) {
        if (cases.score(i) >= threshold) {
          called++;
          right += cases.positive(i) ? 1 : 0;
        }
      }
      sum += right / called * (right - before) / cases.positives();
      before = right;
    }
    return sum;
  }

  @Test
  void onlyCasesOfOneFoldAreComparedSinceEachModelHasItsOwnScale() {
    // In each fold 3 of 4 pairs are in order; the second fold's model says the same 100 higher.
    // Pooled, the four positives beat 1, 2, 3 and 4 negatives: 10 of 16 pairs.
    boolean[] labels = {false, true, false, true, false, true, false, true};
    double[] scores = {0, 1, 2, 3, 100, 101, 102, 103};
    int[] foldOf = {0, 0, 0, 0, 1, 1, 1, 1};
    Cases cases = Cases.of(labels, scores, new double[8]);
    Estimate.Known pooled = (Estimate.Known) Auroc.of(cases);
    assertThat(pooled.value()).isEqualTo(0.625);
    Estimate.Known within = (Estimate.Known) Auroc.withinFolds(cases, foldOf, Bootstrap.standard());
    assertThat(within.value()).isEqualTo(0.75);
    // Parts of the other class that are beaten: positives 1/2 and 1, negatives 1 and 1/2. Their
    // variance is 2 (1/4)^2 = 1/8, of an area 1/8 / 2 + 1/8 / 2 = 1/8, of the mean of two 1/16.
    double half = Wilson.Z * 0.25 / (0.75 * 0.25);
    assertThat(within.low()).isCloseTo(1 / (1 + Math.exp(half) / 3), within(1e-12));
    assertThat(within.high()).isCloseTo(1 / (1 + Math.exp(-half) / 3), within(1e-12));
  }

  @Test
  void theMeanOfFoldsIsThatOfEachFoldAloneAndItsResamplesAreOfPatients() {
    Random random = new Random(3);
    int size = 90;
    boolean[] labels = new boolean[size];
    double[] scores = new double[size];
    int[] foldOf = new int[size];
    List<String> patients = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      labels[i] = i % 2 == 0;
      foldOf[i] = i / 30;
      scores[i] = random.nextGaussian() + (labels[i] ? 0.8 : 0) + 50 * foldOf[i];
      patients.add("p" + i / 3);
    }
    Cases cases = Cases.of(labels, scores, new double[size]);
    double sum = 0;
    for (int fold = 0; fold < 3; fold++) {
      int[] rows = IntStream.range(30 * fold, 30 * fold + 30).toArray();
      sum += ((Estimate.Known) Auroc.of(cases.only(rows))).value();
    }
    Estimate.Known byCase = (Estimate.Known) Auroc.withinFolds(cases, foldOf, Bootstrap.standard());
    Estimate.Known byPatient =
        (Estimate.Known)
            Auroc.withinFolds(cases.withPatients(patients), foldOf, Bootstrap.standard());
    assertThat(byCase.value()).isCloseTo(sum / 3, within(1e-15));
    assertThat(byPatient.value()).isCloseTo(sum / 3, within(1e-15));
    assertThat(byCase.method()).isEqualTo("DeLong on the logit scale, 95 %, mean of folds");
    assertThat(byPatient.method()).startsWith("bootstrap of patients, 2000 resamples");
    // Patients are no more alike than others here, so both intervals are about as wide.
    assertThat(byPatient.high() - byPatient.low())
        .isCloseTo(byCase.high() - byCase.low(), withinPercentage(25));
  }

  @Test
  void withoutAFoldOfBothClassesThereIsNoMeanAndAPerfectOneHasDoubt() {
    Cases cases = Cases.of(new boolean[] {true, false}, new double[] {1, 0}, new double[2]);
    assertThat(Auroc.withinFolds(cases, new int[] {0, 1}, Bootstrap.standard()))
        .isInstanceOf(Estimate.Undefined.class);
    assertThat(Auroc.withinFolds(cases, new int[] {0, 0}, Bootstrap.standard()))
        .isEqualTo(Auroc.newcombe(1, 1, 1));
  }
}
