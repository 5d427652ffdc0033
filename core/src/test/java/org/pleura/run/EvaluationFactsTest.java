package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;

class EvaluationFactsTest {

  /** Four cases, of which three are called rightly at 0.5. */
  private static Evaluation evaluation() {
    return Evaluation.of(
        Cases.ofProbabilities(
            new boolean[] {true, true, false, false}, new double[] {0.9, 0.4, 0.3, 0.1}),
        0.5);
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    Evaluation evaluation = evaluation();
    EvaluationFacts facts = EvaluationFacts.of(EvaluationFile.json(evaluation), "here");
    assertThat(facts.cases()).isEqualTo(4);
    assertThat(facts.positives()).isEqualTo(2);
    assertThat(facts.patients()).isEmpty();
    assertThat(facts.calls()).isEqualTo(new EvaluationFacts.Calls(1, 0, 2, 1));
    assertThat(facts.calls().right()).isEqualTo(3);
    assertThat(facts.figure("accuracy")).isEqualTo(evaluation.confusion().accuracy());
    assertThat(facts.figure("temperatureScaling.temperature"))
        .isEqualTo(evaluation.temperature().temperature());
    assertThat(facts.bins()).hasSameSizeAs(evaluation.calibration().reliability());
    assertThat(facts.remarks())
        .startsWith(
            evaluation.threshold().sentence("The threshold"), evaluation.baseline().sentence());
    assertThat(facts.overBaseline())
        .startsWith("It cannot be said")
        .isEqualTo(evaluation.baseline().sentence());
    assertThat(facts.tests())
        .extracting(EvaluationFacts.Tested::path)
        .containsExactly("accuracyOverBaseline");
  }

  @Test
  void aFigureThatIsNewInTheFileIsThereUnderItsPath() throws IOException {
    ObjectNode json = EvaluationFile.json(evaluation());
    Estimate figure = new Estimate.Known(0.5, 0.25, 0.75, "by hand");
    json.putObject("later").set("kappa", EvaluationFile.estimate(figure));
    assertThat(EvaluationFacts.of(json, "here").figures())
        .contains(new EvaluationFacts.Named("later.kappa", figure));
  }

  @Test
  void aFileThatIsNoEvaluationIsSaidToBeDamagedAndWhere() {
    ObjectNode json = EvaluationFile.json(evaluation());
    json.put("cases", "many");
    assertThatThrownBy(() -> EvaluationFacts.of(json, "evaluation.json"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "evaluation.json is damaged: 'cases' must be a whole number, 0 or more, but it is"
                + " \"many\".");
    json.put("cases", 4);
    json.putObject("accuracy").put("value", 1).put("low", 2).put("high", 1).put("interval", "x");
    assertThatThrownBy(() -> EvaluationFacts.of(json, "evaluation.json"))
        .hasMessageContaining("evaluation.json is damaged at 'accuracy'");
    for (String name : List.of("threshold", "confusionMatrix", "positives")) {
      ObjectNode without = EvaluationFile.json(evaluation());
      without.remove(name);
      assertThatThrownBy(() -> EvaluationFacts.of(without, "evaluation.json"))
          .hasMessageContaining("'" + name + "' must be")
          .hasMessageEndingWith("but it is missing.");
    }
  }
}
