package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Evaluation;

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
  void withoutAClassThereIsNoCurveAndTheReasonIsGiven() throws IOException {
    JsonNode json = json(Cases.of(new boolean[] {true}, new double[] {1}, new double[] {0.7}));
    assertThat(json.has("roc")).isFalse();
    assertThat(json.at("/specificity/undefined").asText()).contains("there are none");
  }
}
