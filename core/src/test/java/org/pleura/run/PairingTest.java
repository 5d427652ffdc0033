package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.data.Part;
import org.pleura.data.Particulars;
import org.pleura.data.UnusableDataException;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ThresholdRule;

class PairingTest {

  private static Prediction one(String image, int label, float probability) {
    return new Prediction(
        image,
        Optional.of("p" + image),
        label,
        Part.TEST,
        Optional.empty(),
        probability,
        Particulars.UNKNOWN);
  }

  private static Pairing.Side side(String name, Prediction... predictions) {
    return new Pairing.Side(name, List.of(predictions), Map.of());
  }

  @Test
  void byNameTheSecondComesInTheOrderOfTheFirst() throws IOException {
    Prediction validation =
        new Prediction(
            "v", Optional.empty(), 1, Part.VALIDATION, Optional.empty(), 0.1f, Particulars.UNKNOWN);
    Pairing pairing =
        Pairing.of(
            side("A", validation, one("a", 1, 0.9f), one("b", 0, 0.2f)),
            side("B", one("b", 0, 0.4f), one("a", 1, 0.6f)));
    assertThat(pairing.by()).isEqualTo("name");
    assertThat(pairing.first()).extracting(Prediction::image).containsExactly("a", "b");
    assertThat(pairing.second()).extracting(Prediction::probability).containsExactly(0.6f, 0.4f);
  }

  @Test
  void patientsThatOnlyTheOtherKnowsServeBoth() throws IOException {
    Prediction unknown =
        new Prediction(
            "a", Optional.empty(), 1, Part.TEST, Optional.empty(), 0.9f, Particulars.UNKNOWN);
    Pairing pairing = Pairing.of(side("A", unknown), side("B", one("a", 1, 0.4f)));
    assertThat(pairing.first().get(0).patient()).contains("pa");
    assertThat(pairing.second().get(0).patient()).contains("pa");
    assertThat(pairing.first().get(0).probability()).isEqualTo(0.9f);
  }

  @Test
  void bySha256AnImageOfAnotherNameIsTheSame() throws IOException {
    Pairing.Side first =
        new Pairing.Side("A", List.of(one("a", 1, 0.9f)), Map.of("a", "ff", "unused", "00"));
    Pairing.Side second =
        new Pairing.Side("B", List.of(one("folder/a", 1, 0.3f)), Map.of("folder/a", "ff"));
    assertThat(Pairing.of(first, second).by()).isEqualTo("SHA-256");
    assertThat(Pairing.of(first, second).second().get(0).probability()).isEqualTo(0.3f);
  }

  @Test
  void otherImagesAreRefusedAndNamed() {
    assertThatThrownBy(
            () ->
                Pairing.of(
                    side("A", one("a", 1, 0.9f), one("b", 0, 0.2f)), side("B", one("a", 1, 0.4f))))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("1 of the 2 of A are not among those of B (b)");
    assertThatThrownBy(
            () ->
                Pairing.of(
                    side("A", one("a", 1, 0.9f)), side("B", one("a", 1, 0.4f), one("b", 0, 0.2f))))
        .hasMessageContaining("B has 1 more");
  }

  @Test
  void otherLabelsAndRepeatedNamesAreRefused() {
    assertThatThrownBy(() -> Pairing.of(side("A", one("a", 1, 0.9f)), side("B", one("a", 0, 0.4f))))
        .hasMessageContaining("a has label 1 in A but 0 in B");
    assertThatThrownBy(
            () ->
                Pairing.of(
                    side("A", one("a", 1, 0.9f), one("a", 1, 0.8f)), side("B", one("a", 1, 0.4f))))
        .hasMessageContaining("A names a test image twice");
  }

  @Test
  void repeatedNamesAndForeignLogitsAreSaid() {
    Prediction foreign =
        new Prediction(
            "a", Optional.empty(), 1, Part.TEST, Optional.of(3f), 0.5f, Particulars.UNKNOWN);
    Prediction own =
        new Prediction(
            "b", Optional.empty(), 1, Part.TEST, Optional.of(0f), 0.5f, Particulars.UNKNOWN);
    assertThat(Evaluating.oddities(List.of(own))).isEmpty();
    assertThat(Evaluating.oddities(List.of(own, foreign, own)))
        .satisfiesExactly(
            again -> assertThat(again).startsWith("1 test images are named more than once"),
            logits -> assertThat(logits).startsWith("The logits of 1 test images are not those"));
  }

  @Test
  void aModelBesideItselfDiffersInNothing() throws IOException {
    Pairing.Side model = side("A", one("a", 1, 0.9f), one("b", 0, 0.2f), one("c", 0, 0.95f));
    Evaluating.Against against = Evaluating.against(model, model, new ThresholdRule.Fixed(0.5));
    assertThat(against.comparison().accuracy().onlyFirst()).isZero();
    assertThat(against.comparison().sentence("A", "A")).startsWith("No difference can be called");
    assertThat(
            EvaluationFile.json(
                    Evaluating.of(model.predictions(), Evaluation.Asked.at(0.5)),
                    Optional.of(against))
                .at("/comparison/matchedBy")
                .asText())
        .isEqualTo("name");
  }
}
