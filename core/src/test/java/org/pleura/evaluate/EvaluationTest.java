package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Whole evaluations beside the numbers of scikit-learn, statsmodels, SciPy and NumPy that {@code
 * tools/oracle/evaluate_oracle.py} made; their versions stand in {@code evaluate/oracle.json}.
 */
class EvaluationTest {
  private static final double SAME = 1e-11;

  @Test
  void everyFigureIsTheOneOfThePythonLibraries() throws IOException {
    JsonNode samples = oracle().get("samples");
    assertThat(samples).hasSize(3);
    for (JsonNode sample : samples) {
      Evaluation evaluation = Evaluation.of(cases(sample), sample.get("threshold").doubleValue());
      ConfusionMatrix confusion = evaluation.confusion();
      assertThat(
              new int[] {
                confusion.truePositives(),
                confusion.falsePositives(),
                confusion.trueNegatives(),
                confusion.falseNegatives()
              })
          .containsExactly(
              sample.get("confusion").get(0).intValue(),
              sample.get("confusion").get(1).intValue(),
              sample.get("confusion").get(2).intValue(),
              sample.get("confusion").get(3).intValue());
      same(sample, "accuracy", confusion.accuracy());
      same(sample, "sensitivity", confusion.sensitivity());
      same(sample, "specificity", confusion.specificity());
      same(sample, "positive predictive value", confusion.positivePredictiveValue());
      same(sample, "negative predictive value", confusion.negativePredictiveValue());
      same(sample, "majority baseline", confusion.majorityBaseline());
      same(sample, "accuracy by patient", evaluation.accuracyByPatient());
      Discrimination discrimination = evaluation.discrimination();
      same(sample, "auroc", discrimination.auroc());
      same(sample, "auroc by patient", discrimination.aurocByPatient());
      same(sample, "average precision", discrimination.averagePrecision());
      same(sample, "brier", evaluation.calibration().brier());
      same(sample, "cross-entropy", evaluation.calibration().crossEntropy());
    }
  }

  @Test
  void calibrationIsThatOfStatsmodelsAndNumPy() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      Cases byPatient = cases(sample);
      CalibrationError error = CalibrationError.of(byPatient, Bootstrap.standard());
      same(sample, "calibration error", error.estimate());
      CalibrationError.Chance chance = error.ifCalibrated().orElseThrow();
      assertThat(new double[] {chance.mean(), chance.high()})
          .containsExactly(doubles(sample.get("calibration error by chance")), within(SAME));
      fits(sample.get("recalibration by patient"), byPatient);
      fits(
          sample.get("recalibration"),
          Cases.of(
              labels(sample), doubles(sample.get("logits")), doubles(sample.get("probabilities"))));
    }
  }

  private static void fits(JsonNode oracle, Cases cases) {
    Recalibration fit = Recalibration.of(cases);
    close(oracle.get("slope"), fit.slope(), 1e-7);
    close(oracle.get("intercept"), fit.intercept(), 1e-7);
    close(oracle.get("in the large"), fit.inTheLarge(), 1e-7);
    Estimate temperature = TemperatureScaling.of(cases, cases, Bootstrap.standard()).temperature();
    close(oracle.get("temperature"), temperature, 1e-7);
    assertThat(((Estimate.Known) temperature).value())
        .isCloseTo(oracle.get("temperature of SciPy").doubleValue(), within(1e-5));
  }

  @Test
  void thresholdsAreThoseOfScikitLearnsCurve() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      Threshold youden =
          Threshold.of(new ThresholdRule.Youden(), cases(sample), Bootstrap.standard());
      assertThat(youden.value()).isCloseTo(sample.get("youden").doubleValue(), within(SAME));
      Threshold sensitive =
          Threshold.of(new ThresholdRule.Sensitivity(0.9), cases(sample), Bootstrap.standard());
      assertThat(sensitive.value())
          .isCloseTo(sample.get("sensitivity 0.9").doubleValue(), within(SAME));
    }
  }

  @Test
  void predictiveValuesElsewhereAreThoseOfTheDeltaMethod() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      PredictiveValues values =
          PredictiveValues.of(
              ConfusionMatrix.of(cases(sample), sample.get("threshold").doubleValue()), 0.1);
      close(sample.get("at prevalence 0.1").get(0), values.positive(), 1e-6);
      close(sample.get("at prevalence 0.1").get(1), values.negative(), 1e-6);
    }
  }

  @Test
  void pairedComparisonsAreThoseOfNumPyAndStatsmodels() throws IOException {
    assertThat(oracle().get("paired")).hasSize(2);
    for (JsonNode sample : oracle().get("paired")) {
      ModelComparison comparison =
          ModelComparison.of(
              cases(sample, "first"), cases(sample, "second"), 0.5, 0.5, Bootstrap.standard());
      PairedAuroc auroc = comparison.auroc();
      close(sample.get("auroc difference"), auroc.difference().estimate(), SAME);
      assertThat(auroc.difference().p().orElseThrow())
          .isCloseTo(sample.get("auroc p").doubleValue(), within(1e-11));
      close(sample.get("auroc difference by patient"), auroc.byPatient(), SAME);
      PairedAccuracy accuracy = comparison.accuracy();
      assertThat(new int[] {accuracy.onlyFirst(), accuracy.onlySecond()})
          .containsExactly(
              sample.get("discordant").get(0).intValue(),
              sample.get("discordant").get(1).intValue());
      close(sample.get("accuracy difference"), accuracy.difference().estimate(), 1e-6);
      assertThat(accuracy.difference().p().orElseThrow())
          .isCloseTo(sample.get("mcnemar p").doubleValue(), within(SAME));
      close(sample.get("accuracy difference by patient"), accuracy.byPatient(), SAME);
    }
  }

  @Test
  void mcnemarTangoAndTheNormalTailAreThoseOfSciPyAndStatsmodels() throws IOException {
    for (JsonNode row : oracle().get("mcnemar")) {
      assertThat(PairedAccuracy.exactP(row.get(0).intValue(), row.get(1).intValue()))
          .isCloseTo(row.get(2).doubleValue(), within(SAME));
    }
    for (JsonNode row : oracle().get("tango")) {
      Estimate.Known known =
          PairedAccuracy.interval(
              row.get(0).intValue(), row.get(1).intValue(), row.get(2).intValue());
      assertThat(new double[] {known.value(), known.low(), known.high()})
          .containsExactly(
              new double[] {
                row.get(3).doubleValue(), row.get(4).doubleValue(), row.get(5).doubleValue()
              },
              within(1e-6));
    }
    for (JsonNode row : oracle().get("normal")) {
      double tail = row.get(1).doubleValue();
      assertThat(Normal.twoSided(row.get(0).doubleValue())).isCloseTo(tail, within(1e-11 * tail));
    }
  }

  private static void close(JsonNode three, Estimate estimate, double apart) {
    Estimate.Known known = (Estimate.Known) estimate;
    assertThat(new double[] {known.value(), known.low(), known.high()})
        .containsExactly(doubles(three), within(apart));
  }

  @Test
  void theAreaIsThatOfScikitLearn() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      Estimate.Known auroc = (Estimate.Known) Auroc.of(cases(sample));
      assertThat(auroc.value())
          .isCloseTo(sample.get("auroc of scikit-learn").doubleValue(), within(SAME));
    }
  }

  @Test
  void theCurveIsThatOfScikitLearn() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      List<RocCurve.Point> points = RocCurve.of(cases(sample)).points();
      double[] rates = points.stream().mapToDouble(RocCurve.Point::falsePositiveRate).toArray();
      double[] sensitivities = points.stream().mapToDouble(RocCurve.Point::sensitivity).toArray();
      assertThat(rates).containsExactly(doubles(sample.get("roc").get(0)), within(SAME));
      assertThat(sensitivities).containsExactly(doubles(sample.get("roc").get(1)), within(SAME));
    }
  }

  @Test
  void theBandIsTheResampledOneWidenedToWilson() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      Cases cases = cases(sample);
      double[] curve = doubles(sample.get("sensitivities"));
      RocBand band = RocBand.of(cases, Bootstrap.standard());
      for (int part = 0; part < 100; part++) {
        Estimate.Known wilson = Wilson.ofProportion(curve[part], cases.positives(), "");
        double low = sample.get("band").get(0).get(part).doubleValue();
        double high = sample.get("band").get(1).get(part).doubleValue();
        assertThat(band.levels().get(part).low())
            .isCloseTo(Math.min(low, wilson.low()), within(SAME));
        assertThat(band.levels().get(part).high())
            .isCloseTo(Math.max(high, wilson.high()), within(SAME));
      }
    }
  }

  @Test
  void theReliabilityIsThatOfScikitLearn() throws IOException {
    for (JsonNode sample : oracle().get("samples")) {
      List<Calibration.Bin> bins =
          Calibration.of(cases(sample), Bootstrap.standard()).reliability();
      double[] observed =
          bins.stream().mapToDouble(bin -> ((Estimate.Known) bin.observed()).value()).toArray();
      double[] said = bins.stream().mapToDouble(Calibration.Bin::meanProbability).toArray();
      assertThat(observed).containsExactly(doubles(sample.get("reliability").get(0)), within(SAME));
      assertThat(said).containsExactly(doubles(sample.get("reliability").get(1)), within(SAME));
    }
  }

  @Test
  void wilsonsIntervalIsThatOfStatsmodels() throws IOException {
    for (JsonNode row : oracle().get("wilson")) {
      Estimate.Known known =
          (Estimate.Known) Wilson.of(row.get(0).intValue(), row.get(1).intValue(), "");
      assertThat(known.low()).isCloseTo(row.get(2).doubleValue(), within(SAME));
      assertThat(known.high()).isCloseTo(row.get(3).doubleValue(), within(SAME));
    }
  }

  @Test
  void newcombesIntervalIsTheRootThatSciPyFinds() throws IOException {
    for (JsonNode row : oracle().get("newcombe")) {
      Estimate.Known known =
          Auroc.newcombe(row.get(2).doubleValue(), row.get(0).intValue(), row.get(1).intValue());
      assertThat(known.low()).isCloseTo(row.get(3).doubleValue(), within(SAME));
      assertThat(known.high()).isCloseTo(row.get(4).doubleValue(), within(SAME));
    }
  }

  @Test
  void oneClassOnlyLeavesTheOtherFiguresStanding() {
    Evaluation evaluation =
        Evaluation.of(
            Cases.ofProbabilities(new boolean[] {true, true}, new double[] {0.8, 0.3}), 0.5);
    assertThat(evaluation.confusion().accuracy().text()).startsWith("0.50 (");
    assertThat(evaluation.discrimination().auroc()).isInstanceOf(Estimate.Undefined.class);
    assertThat(evaluation.discrimination().averagePrecision())
        .isInstanceOf(Estimate.Undefined.class);
    assertThat(evaluation.discrimination().curve()).isEmpty();
    assertThat(evaluation.discrimination().band()).isEmpty();
    assertThat(evaluation.calibration().brier()).isInstanceOf(Estimate.Known.class);
  }

  @Test
  void noCasesMakeEveryFigureUndefined() {
    Evaluation evaluation =
        Evaluation.of(Cases.ofProbabilities(new boolean[0], new double[0]), 0.5);
    assertThat(evaluation.cases()).isZero();
    assertThat(evaluation.confusion().accuracy()).isInstanceOf(Estimate.Undefined.class);
    assertThat(evaluation.accuracyByPatient()).isInstanceOf(Estimate.Undefined.class);
    assertThat(evaluation.discrimination().auroc()).isInstanceOf(Estimate.Undefined.class);
    assertThat(evaluation.calibration().brier()).isInstanceOf(Estimate.Undefined.class);
  }

  @Test
  void aSingleCaseHasAnAccuracyButNoResamples() {
    Evaluation evaluation =
        Evaluation.of(Cases.ofProbabilities(new boolean[] {true}, new double[] {0.8}), 0.5);
    assertThat(evaluation.confusion().accuracy().text()).isEqualTo("1.00 (0.21 to 1.00)");
    assertThat(evaluation.calibration().brier().text())
        .isEqualTo(
            "undefined: the value is 0.04000, but an interval needs at least 2 cases; there is 1");
  }

  @Test
  void withoutPatientsTheFiguresByPatientSaySo() {
    Evaluation evaluation =
        Evaluation.of(
            Cases.ofProbabilities(new boolean[] {true, false}, new double[] {0.8, 0.3}), 0.5);
    assertThat(evaluation.patients()).isEmpty();
    assertThat(evaluation.accuracyByPatient().text())
        .startsWith("undefined: the patients are not known");
    assertThat(evaluation.discrimination().aurocByPatient())
        .isEqualTo(evaluation.accuracyByPatient());
  }

  private static void same(JsonNode sample, String figure, Estimate estimate) {
    String name = sample.get("name").textValue() + ", " + figure;
    assertThat(estimate).as(name).isInstanceOf(Estimate.Known.class);
    Estimate.Known known = (Estimate.Known) estimate;
    assertThat(new double[] {known.value(), known.low(), known.high()})
        .as(name)
        .containsExactly(doubles(sample.get(figure)), within(SAME));
  }

  private static boolean[] labels(JsonNode sample) {
    double[] labels = doubles(sample.get("labels"));
    boolean[] positive = new boolean[labels.length];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels[i] == 1;
    }
    return positive;
  }

  private static List<String> patients(JsonNode sample) {
    List<String> patients = new ArrayList<>();
    sample.get("patients").forEach(patient -> patients.add(patient.textValue()));
    return patients;
  }

  private static Cases cases(JsonNode sample) {
    return Cases.of(
            labels(sample), doubles(sample.get("logits")), doubles(sample.get("probabilities")))
        .withPatients(patients(sample));
  }

  private static Cases cases(JsonNode sample, String logits) {
    double[] z = doubles(sample.get(logits));
    return Cases.of(labels(sample), z, new double[z.length])
        .withPatients(patients(sample))
        .withLogits(z);
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  private static JsonNode oracle() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(EvaluationTest.class.getResourceAsStream("/evaluate/oracle.json"))) {
      return new ObjectMapper().readTree(file);
    }
  }
}
