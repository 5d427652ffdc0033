package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.nn.train.History;

class ConstantProbabilityTest {

  private static List<Radiograph> images(int... labels) {
    return IntStream.of(labels)
        .mapToObj(label -> new Radiograph("c/" + label, label, "c", Optional.empty(), ""))
        .toList();
  }

  private static History history(double... validationLosses) {
    return new History(
        IntStream.range(0, validationLosses.length)
            .mapToObj(i -> new History.Epoch(i + 1, 0.1, 1, validationLosses[i], 0.5, 1))
            .toList());
  }

  private static final Split THREE_OF_FOUR =
      new Split(images(1, 1, 1, 0), images(1, 0), images(1, 0));

  @Test
  void itsLossIsTheCrossEntropyOfTheTrainingShare() {
    // p = 3/4, q = 1/2: -(ln 0.75 + ln 0.25) / 2 = 0.8370
    assertThat(ConstantProbability.validationLoss(THREE_OF_FOUR))
        .isCloseTo(0.8370, within(0.00005));
    // One class everywhere: always right.
    assertThat(ConstantProbability.validationLoss(new Split(images(1, 1), images(1, 1), images(1))))
        .isZero();
    // A class that was never seen: infinitely wrong.
    assertThat(ConstantProbability.validationLoss(new Split(images(1, 1), images(0), images(1))))
        .isInfinite();
  }

  @Test
  void aTrainingThatNeverBeatItHasLearnedNothing() {
    assertThat(ConstantProbability.notBeaten(history(3.5, 0.9, 7), THREE_OF_FOUR))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("is 0.9000")
                    .contains("saying 0.75 of every image")
                    .contains("gives 0.8370"));
    assertThat(ConstantProbability.notBeaten(history(3.5, 0.8, 7), THREE_OF_FOUR)).isEmpty();
  }
}
