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

  private static Cases cases(JsonNode sample) {
    double[] labels = doubles(sample.get("labels"));
    boolean[] positive = new boolean[labels.length];
    List<String> patients = new ArrayList<>();
    for (int i = 0; i < positive.length; i++) {
      positive[i] = labels[i] == 1;
      patients.add(sample.get("patients").get(i).textValue());
    }
    return Cases.of(positive, doubles(sample.get("logits")), doubles(sample.get("probabilities")))
        .withPatients(patients);
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
