package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CasesTest {
  private static final boolean[] LABELS = {true, false, true};

  @Test
  void casesAreCountedByClassAndPatient() {
    Cases cases = Cases.ofProbabilities(LABELS, new double[] {0.1, 0.2, 0.3});
    assertThat(cases.positives()).isEqualTo(2);
    assertThat(cases.negatives()).isEqualTo(1);
    assertThat(cases.patients()).isEmpty();
    assertThat(cases.withPatients(List.of("b", "a", "b")).patients()).hasValue(2);
  }

  @Test
  void casesDoNotChangeWithTheArraysTheyWereMadeOf() {
    boolean[] labels = LABELS.clone();
    double[] probabilities = {0.1, 0.2, 0.3};
    Cases cases = Cases.ofProbabilities(labels, probabilities);
    labels[0] = false;
    probabilities[0] = 0.9;
    assertThat(cases.positive(0)).isTrue();
    assertThat(cases.probability(0)).isEqualTo(0.1);
    assertThat(cases.score(0)).isEqualTo(0.1);
  }

  @Test
  void casesAreOrderedByLogitWhereTheProbabilityHasRunIntoOne() {
    double[] saturated = {1, 1, 1};
    Cases cases = Cases.of(LABELS, new double[] {40, 20, 30}, saturated);
    assertThat(Auroc.of(cases).text(1)).startsWith("1.0 (");
    assertThat(Auroc.of(Cases.ofProbabilities(LABELS, saturated)).text(1)).startsWith("0.5 (");
  }

  @Test
  void numbersOutOfRangeAreRefusedWithTheirCase() {
    assertThatThrownBy(() -> Cases.ofProbabilities(LABELS, new double[] {0, 1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a probability is 0 to 1, but that of case 2 is NaN");
    assertThatThrownBy(
            () -> Cases.of(LABELS, new double[] {0, Double.NaN, 0}, new double[] {0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a logit is a finite number, but that of case 1 is NaN");
  }

  @Test
  void arraysOfDifferentLengthsAreRefused() {
    assertThatThrownBy(() -> Cases.ofProbabilities(LABELS, new double[] {0.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 labels, 1 probabilities");
    assertThatThrownBy(
            () ->
                Cases.ofProbabilities(LABELS, new double[] {0.5, 0.5, 0.5})
                    .withPatients(List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 labels, 1 patients");
  }
}
