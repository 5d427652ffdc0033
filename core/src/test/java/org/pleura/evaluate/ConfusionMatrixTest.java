package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final boolean[] LABELS = {true, true, true, false, false, false, false};
  private static final double[] PROBABILITIES = {0.9, 0.6, 0.5, 0.7, 0.5, 0.2, 0.1};
  private static final Cases CASES = Cases.ofProbabilities(LABELS, PROBABILITIES);

  @Test
  void aProbabilityAtTheThresholdIsCalledNegative() {
    // Above 0.5: 0.9 and 0.6 (right), 0.7 (wrong). The two at 0.5 are called negative.
    assertThat(ConfusionMatrix.of(CASES, 0.5)).isEqualTo(new ConfusionMatrix(0.5, 2, 1, 3, 1));
  }

  @Test
  void theRatesFollowFromTheCounts() {
    ConfusionMatrix confusion = new ConfusionMatrix(0.5, 2, 1, 3, 1);
    assertThat(value(confusion.accuracy())).isEqualTo(5.0 / 7);
    assertThat(value(confusion.sensitivity())).isEqualTo(2.0 / 3);
    assertThat(value(confusion.specificity())).isEqualTo(3.0 / 4);
    assertThat(value(confusion.positivePredictiveValue())).isEqualTo(2.0 / 3);
    assertThat(value(confusion.negativePredictiveValue())).isEqualTo(3.0 / 4);
    assertThat(value(confusion.majorityBaseline())).isEqualTo(4.0 / 7);
  }

  @Test
  void theLessonsMajorityBaselineIsNotOneHalf() {
    // 60 of the lesson's 105 test images show an effusion: always saying so is right in 0.571.
    ConfusionMatrix confusion = new ConfusionMatrix(0.5, 48, 9, 36, 12);
    assertThat(confusion.majorityBaseline().text(3)).startsWith("0.571 (");
    assertThat(confusion.accuracy().text()).isEqualTo("0.80 (0.71 to 0.87)");
  }

  @Test
  void aRateWithoutCasesSaysWhatIsMissing() {
    ConfusionMatrix allNegative =
        ConfusionMatrix.of(
            Cases.ofProbabilities(new boolean[] {false, false}, new double[] {0.1, 0.2}), 0.5);
    assertThat(allNegative.sensitivity().text())
        .isEqualTo(
            "undefined: sensitivity needs at least one case with the finding; there are none");
    assertThat(allNegative.positivePredictiveValue()).isInstanceOf(Estimate.Undefined.class);
    assertThat(value(allNegative.specificity())).isEqualTo(1);
    ConfusionMatrix empty =
        ConfusionMatrix.of(Cases.ofProbabilities(new boolean[0], new double[0]), 0.5);
    assertThat(empty.accuracy()).isInstanceOf(Estimate.Undefined.class);
    assertThat(empty.specificity()).isInstanceOf(Estimate.Undefined.class);
    assertThat(empty.negativePredictiveValue()).isInstanceOf(Estimate.Undefined.class);
    assertThat(empty.majorityBaseline()).isInstanceOf(Estimate.Undefined.class);
  }

  @Test
  void aThresholdOutsideZeroToOneIsRefused() {
    for (double threshold : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> ConfusionMatrix.of(CASES, threshold))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0 to 1: " + threshold);
    }
  }

  private static double value(Estimate estimate) {
    return ((Estimate.Known) estimate).value();
  }
}
