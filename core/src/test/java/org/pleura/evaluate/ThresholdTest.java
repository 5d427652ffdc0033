package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.random.Mt19937;

class ThresholdTest {
  private static final boolean T = true;
  private static final boolean F = false;

  private static Threshold choose(ThresholdRule rule, boolean[] labels, double... probabilities) {
    return Threshold.of(rule, Cases.ofProbabilities(labels, probabilities), Bootstrap.standard());
  }

  @Test
  void youdenLiesMidwayBetweenTheCasesItParts() {
    // Called down to 0.9, 0.7, 0.6, 0.2: sensitivity 1/2, 1/2, 1, 1; specificity 1, 1/2, 1/2, 0;
    // the index 0.5, 0, 0.5, 0. Of the two best the lower: between 0.6 and 0.2.
    Threshold threshold =
        choose(new ThresholdRule.Youden(), new boolean[] {T, F, T, F}, 0.9, 0.7, 0.6, 0.2);
    assertThat(threshold.value()).isCloseTo(0.4, within(1e-15));
    assertThat(threshold.validationCases()).isEqualTo(4);
    assertThat(threshold.onValidation().orElseThrow())
        .isEqualTo(new ConfusionMatrix(threshold.value(), 2, 1, 1, 0));
    assertThat(threshold.failure()).isEmpty();
  }

  @Test
  void fixedSensitivityIsTheHighestThresholdThatReachesIt() {
    // Positives at 0.9, 0.8, 0.3, 0.1. Three of four are called from below 0.3: midway to 0.2.
    boolean[] labels = {T, T, F, T, F, T};
    double[] probabilities = {0.9, 0.8, 0.5, 0.3, 0.2, 0.1};
    assertThat(choose(new ThresholdRule.Sensitivity(0.75), labels, probabilities).value())
        .isCloseTo(0.25, within(1e-15));
    assertThat(choose(new ThresholdRule.Sensitivity(0.76), labels, probabilities).value())
        .isCloseTo(0.05, within(1e-15));
  }

  @Test
  void equalProbabilitiesAreCalledTogether() {
    // A positive and a negative share 0.6: index 1/2 - 1/2 = 0 there; down to 0.5 it is 1 - 1/2.
    Threshold threshold =
        choose(new ThresholdRule.Youden(), new boolean[] {T, F, T, F}, 0.6, 0.6, 0.5, 0.1);
    assertThat(threshold.value()).isCloseTo(0.3, within(1e-15));
  }

  @Test
  void aProbabilityOfZeroCanNeverBeCalledPositive() {
    Threshold threshold =
        choose(new ThresholdRule.Sensitivity(1), new boolean[] {T, T, F}, 0.9, 0, 0.5);
    assertThat(threshold.value()).isEqualTo(0.5);
    assertThat(threshold.failure().orElseThrow())
        .isEqualTo(
            "no threshold reaches that sensitivity, since too many validation cases with the"
                + " finding were given a probability of 0; 0.5 is taken instead");
    assertThat(threshold.spread()).isInstanceOf(Estimate.Undefined.class);
  }

  @Test
  void anOrderNoBetterThanChanceChoosesNothing() {
    Threshold threshold = choose(new ThresholdRule.Youden(), new boolean[] {T, F}, 0.2, 0.8);
    assertThat(threshold.failure().orElseThrow())
        .startsWith("no threshold parts the validation cases better than chance");
  }

  @Test
  void withoutBothClassesNothingIsChosen() {
    assertThat(choose(new ThresholdRule.Youden(), new boolean[] {T}, 0.2).failure().orElseThrow())
        .contains("1 positive and 0 negative cases");
    assertThat(choose(new ThresholdRule.Youden(), new boolean[0]).failure().orElseThrow())
        .startsWith("there are no validation cases");
  }

  @Test
  void theChosenThresholdDoesWhatItsRuleSaysOnRandomCases() {
    Mt19937 stream = Mt19937.numpy(3);
    int chosen = 0;
    for (int trial = 0; trial < 200; trial++) {
      boolean[] labels = new boolean[12];
      double[] probabilities = new double[12];
      for (int i = 0; i < 12; i++) {
        labels[i] = stream.interval(1) == 1;
        probabilities[i] = stream.interval(8) / 8.0;
      }
      Cases cases = Cases.ofProbabilities(labels, probabilities);
      Threshold youden = Threshold.of(new ThresholdRule.Youden(), cases, new Bootstrap(2, 0));
      if (youden.onValidation().isPresent()) {
        chosen++;
        double best = -1;
        for (int step = 0; step <= 32; step++) {
          best = Math.max(best, index(ConfusionMatrix.of(cases, step / 32.0)));
        }
        assertThat(index(youden.onValidation().get())).isCloseTo(best, within(1e-12));
      }
    }
    assertThat(chosen).isGreaterThan(100);
  }

  private static double index(ConfusionMatrix at) {
    return (double) at.truePositives() / at.positives()
        - (double) at.falsePositives() / at.negatives();
  }

  @Test
  void rulesAreReadFromWords() {
    assertThat(ThresholdRule.parse("Youden")).isEqualTo(new ThresholdRule.Youden());
    assertThat(ThresholdRule.parse("sensitivity=0.9"))
        .isEqualTo(new ThresholdRule.Sensitivity(0.9));
    assertThat(ThresholdRule.parse("0.3")).isEqualTo(new ThresholdRule.Fixed(0.3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"best", "1.5", "NaN", "sensitivity=0", "sensitivity=2", "sensitivity=", ""})
  void whatIsNoRuleIsRefused(String text) {
    assertThatThrownBy(() -> ThresholdRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
