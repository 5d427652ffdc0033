package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Grouping;
import org.pleura.evaluate.ThresholdRule;

class EvaluationFileTest {

  private static JsonNode json(Cases cases) throws IOException {
    return Json.MAPPER.readTree(Json.text(EvaluationFile.json(Evaluation.of(cases, 0.5))));
  }

  @Test
  void everyFigureHasItsIntervalOrItsReason() throws IOException {
    // Called positive: the first two. Right: the first, the third; so 1 of 2 and 1 of 2.
    JsonNode json =
        json(
            Cases.of(
                new boolean[] {true, false, false, true},
                new double[] {2, 1, -1, -2},
                new double[] {0.9, 0.7, 0.3, 0.1}));
    assertThat(json.at("/cases").asInt()).isEqualTo(4);
    assertThat(json.at("/patients").isNull()).isTrue();
    assertThat(json.at("/confusionMatrix/falseNegatives").asInt()).isEqualTo(1);
    assertThat(json.at("/accuracy/value").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/accuracy/low").asDouble()).isBetween(0.1, 0.2);
    assertThat(json.at("/accuracy/interval").asText()).contains("Wilson");
    assertThat(json.at("/auroc/value").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/aurocByPatient/undefined").asText()).contains("patients are not known");
    assertThat(json.at("/roc/0/threshold").asDouble()).isEqualTo(2);
    assertThat(json.at("/roc")).hasSize(5);
  }

  @Test
  void whatWasAskedForStandsThereWithItsRule() throws IOException {
    Cases validation =
        Cases.ofProbabilities(
            new boolean[] {true, false, true, false}, new double[] {0.9, 0.7, 0.6, 0.2});
    Cases test =
        Cases.ofProbabilities(
            new boolean[] {true, false, false, true}, new double[] {0.9, 0.7, 0.3, 0.1});
    JsonNode json =
        Json.MAPPER.readTree(
            Json.text(
                EvaluationFile.json(
                    Evaluation.of(
                        test,
                        validation,
                        new Evaluation.Asked(
                            new ThresholdRule.Youden(),
                            OptionalDouble.of(0.1),
                            List.of(new Grouping("sex", List.of("F", "M", "F", "F"))))))));
    // The two best cuts of the validation part have the same index; the lower is between 0.6, 0.2.
    assertThat(json.at("/threshold/value").asDouble()).isCloseTo(0.4, within(1e-12));
    assertThat(json.at("/threshold/rule").asText()).contains("Youden");
    assertThat(json.at("/threshold/validationCases").asInt()).isEqualTo(4);
    assertThat(json.at("/confusionMatrix/threshold").asDouble()).isCloseTo(0.4, within(1e-12));
    // At 0.4 one of two and one of two: 0.5 x 0.1 / (0.5 x 0.1 + 0.5 x 0.9).
    assertThat(json.at("/predictiveValuesAtPrevalence/positivePredictiveValue/value").asDouble())
        .isCloseTo(0.1, within(1e-12));
    assertThat(json.at("/subgroups/1/value").asText()).isEqualTo("M");
    assertThat(json.at("/subgroups/1/sensitivity/undefined").asText()).contains("too few to say");
    assertThat(json.at("/calibrationError/ifPerfectlyCalibrated/mean").asDouble()).isPositive();
    assertThat(json.at("/temperatureScaling/validationCases").asInt()).isEqualTo(4);
    assertThat(json.at("/accuracyOverBaseline/p").asDouble()).isEqualTo(1);
  }

  @Test
  void withoutAClassThereIsNoCurveAndTheReasonIsGiven() throws IOException {
    JsonNode json = json(Cases.of(new boolean[] {true}, new double[] {1}, new double[] {0.7}));
    assertThat(json.has("roc")).isFalse();
    assertThat(json.at("/specificity/undefined").asText()).contains("there are none");
  }
}
