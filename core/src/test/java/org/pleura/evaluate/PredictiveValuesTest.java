package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PredictiveValuesTest {

  @Test
  void bayesRuleMovesTheValuesToAnotherPrevalence() {
    // Sensitivity 80 of 100, specificity 90 of 100, prevalence 0.02:
    // PPV 0.8 x 0.02 / (0.8 x 0.02 + 0.1 x 0.98) = 0.016 / 0.114; NPV 0.882 / (0.882 + 0.004).
    PredictiveValues values = PredictiveValues.of(new ConfusionMatrix(0.5, 80, 10, 90, 20), 0.02);
    Estimate.Known positive = (Estimate.Known) values.positive();
    assertThat(positive.value()).isCloseTo(0.016 / 0.114, within(1e-15));
    assertThat(((Estimate.Known) values.negative()).value())
        .isCloseTo(0.882 / 0.886, within(1e-15));
    // logit PPV = log(0.016 / 0.098) = -1.8124; variance 0.2 / 80 + 0.9 / 10 = 0.0925.
    double half = 1.959964 * Math.sqrt(0.0925);
    assertThat(positive.low()).isCloseTo(1 / (1 + Math.exp(1.81238 + half)), within(1e-5));
    assertThat(positive.high()).isCloseTo(1 / (1 + Math.exp(1.81238 - half)), within(1e-5));
  }

  @Test
  void atTheSamplesPrevalenceTheyAreTheSamplesOwn() {
    ConfusionMatrix confusion = new ConfusionMatrix(0.5, 30, 20, 60, 10);
    PredictiveValues values = PredictiveValues.of(confusion, 40 / 120.0);
    assertThat(((Estimate.Known) values.positive()).value()).isCloseTo(30 / 50.0, within(1e-15));
    assertThat(((Estimate.Known) values.negative()).value()).isCloseTo(60 / 70.0, within(1e-15));
  }

  @Test
  void aPerfectSampleLeavesDoubt() {
    PredictiveValues values = PredictiveValues.of(new ConfusionMatrix(0.5, 10, 0, 10, 0), 0.1);
    Estimate.Known positive = (Estimate.Known) values.positive();
    assertThat(positive.value()).isEqualTo(1);
    assertThat(positive.high()).isEqualTo(1);
    assertThat(positive.low()).isBetween(0.1, 0.9);
    assertThat(positive.method()).contains("adjusted");
  }

  @Test
  void whatIsNeverCalledHasNoPredictiveValue() {
    PredictiveValues values = PredictiveValues.of(new ConfusionMatrix(0.5, 0, 0, 5, 5), 0.1);
    assertThat(values.positive().text())
        .isEqualTo(
            "undefined: the positive predictive value needs at least one case called positive;"
                + " there are none");
    assertThat(values.negative()).isInstanceOf(Estimate.Known.class);
    assertThat(PredictiveValues.of(new ConfusionMatrix(0.5, 1, 0, 0, 0), 0.1).negative().text())
        .contains("1 positive and 0 negative");
  }

  @Test
  void aPrevalenceOfZeroOrOneIsRefused() {
    ConfusionMatrix confusion = new ConfusionMatrix(0.5, 1, 1, 1, 1);
    for (double impossible : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> PredictiveValues.of(confusion, impossible))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("more than 0 and less than 1");
    }
  }
}
