package org.pleura.nn.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Plans out of range, and what is said of them. */
class TrainingPlanTest {
  private static TrainingPlan plan(int epochs, int batchSize, OptionalInt steps, long seed) {
    return new TrainingPlan(
        epochs,
        batchSize,
        steps,
        Optimizer.Adam.defaults(),
        new LearningRateSchedule.Constant(),
        Optional.empty(),
        new KeptWeights.BestEpoch(),
        0,
        seed);
  }

  private static void assertRefused(int epochs, int batchSize, OptionalInt steps, String found) {
    assertThatThrownBy(() -> plan(epochs, batchSize, steps, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a training has at least one epoch, one image in a mini-batch and one step in an epoch,"
                + " not "
                + found);
  }

  @Test
  void thereIsAtLeastOneOfEverything() {
    assertRefused(0, 8, OptionalInt.empty(), "epochs=0, batchSize=8, stepsPerEpoch=all");
    assertRefused(2, 0, OptionalInt.of(3), "epochs=2, batchSize=0, stepsPerEpoch=3");
    assertRefused(2, 8, OptionalInt.of(0), "epochs=2, batchSize=8, stepsPerEpoch=0");
  }

  @Test
  void aSeedHas32Bits() {
    for (long seed : new long[] {-1, 4294967296L}) {
      assertThatThrownBy(() -> plan(1, 1, OptionalInt.empty(), seed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a seed is a whole number from 0 to 4294967295, not " + seed);
    }
    assertThatCode(() -> plan(1, 1, OptionalInt.empty(), 4294967295L)).doesNotThrowAnyException();
  }

  @Test
  void optimisersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Optimizer.Adam(0, 0.9, 0.999, 1e-7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Adam needs a learning rate and an epsilon above 0 and betas from 0 to less than 1:"
                + " learningRate=0.0, beta1=0.9, beta2=0.999, epsilon=1.0E-7");
    assertThatThrownBy(() -> new Optimizer.Adam(0.001, 1, 0.999, 1e-7))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Optimizer.Sgd(Double.NaN, 0, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "SGD needs a learning rate above 0 and a momentum from 0 to 1: learningRate=NaN,"
                + " momentum=0.0");
  }

  @Test
  void weightDecayAndLabelSmoothingOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Optimizer.AdamW(Optimizer.Adam.defaults(), -0.1))
        .hasMessage("weight decay is 0 or more, not -0.1");
    assertThatThrownBy(
            () ->
                new TrainingPlan(
                    1,
                    1,
                    OptionalInt.empty(),
                    Optimizer.Adam.defaults(),
                    new LearningRateSchedule.Constant(),
                    Optional.empty(),
                    new KeptWeights.BestEpoch(),
                    1,
                    0))
        .hasMessage("label smoothing is 0 to below 1, not 1.0");
  }
}
