package org.pleura.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pleura.nn.train.LearningRateSchedule.CosineDecay;

/** Factors worked by hand. */
class LearningRateScheduleTest {
  private static void assertFactors(LearningRateSchedule schedule, double... expected) {
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertThat(schedule.factor(epoch, expected.length))
          .as("epoch %d of %d", epoch, expected.length)
          .isCloseTo(expected[epoch], within(1e-12));
    }
  }

  @Test
  void theConstantScheduleLeavesTheLearningRateAlone() {
    assertFactors(new LearningRateSchedule.Constant(), 1, 1, 1);
  }

  @Test
  void aWarmUpRisesEvenlyAndHalfACosineFallsToTheLast() {
    // Two epochs of rising to 1 in three steps; then cos goes from 0 to 180 degrees in four steps:
    // 0.1 + 0.9 / 2 * (1 + cos) for 0, 45, 90, 135, 180 degrees, with cos 45 = sqrt(1/2).
    double half = 0.45;
    double cos45 = Math.sqrt(0.5);
    assertFactors(
        new CosineDecay(2, 0.1),
        1.0 / 3,
        2.0 / 3,
        1.0,
        0.1 + half * (1 + cos45),
        0.55,
        0.1 + half * (1 - cos45),
        0.1);
  }

  @Test
  void withoutAWarmUpTheFirstEpochHasTheWholeRate() {
    assertFactors(new CosineDecay(0, 0.2), 1.0, 0.6, 0.2);
    assertFactors(new CosineDecay(0, 0.2), 1.0, 0.2);
    // One epoch has no room to fall.
    assertFactors(new CosineDecay(0, 0.2), 1.0);
  }

  @Test
  void aWarmUpLongerThanTheTrainingOnlyRises() {
    assertFactors(new CosineDecay(4, 0.2), 0.2, 0.4, 0.6);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new CosineDecay(-1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cosine decay needs warmupEpochs of at least 0 and last above 0 up to 1:"
                + " warmupEpochs=-1, last=0.5");
    for (double last : new double[] {0, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> new CosineDecay(0, last))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("last=" + last);
    }
  }
}
