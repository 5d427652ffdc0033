package org.pleura.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** When a training ends by itself: examples worked by hand. */
class EarlyStoppingTest {
  private static History history(double... validationLosses) {
    History history = new History(List.of());
    for (double loss : validationLosses) {
      int number = history.epochs().size() + 1;
      history = history.with(new History.Epoch(number, 0.5, 0.5, loss, 0.5, 1));
    }
    return history;
  }

  @Test
  void patienceIsTheNumberOfEpochsWithoutImprovement() {
    EarlyStopping two = new EarlyStopping(2, 0);
    assertThat(two.hasCome(history())).isFalse();
    assertThat(two.hasCome(history(0.9))).isFalse();
    assertThat(two.hasCome(history(0.9, 0.8))).isFalse();
    // The best is 0.8; 0.85 is the first epoch without improvement, 0.81 the second.
    assertThat(two.hasCome(history(0.9, 0.8, 0.85))).isFalse();
    assertThat(two.hasCome(history(0.9, 0.8, 0.85, 0.81))).isTrue();
    // An improvement in between starts the count again.
    assertThat(two.hasCome(history(0.9, 0.8, 0.85, 0.79))).isFalse();
    assertThat(two.hasCome(history(0.9, 0.8, 0.85, 0.79, 0.79))).isFalse();
    assertThat(two.hasCome(history(0.9, 0.8, 0.85, 0.79, 0.79, 0.8))).isTrue();
  }

  @Test
  void anEqualLossIsNoImprovement() {
    assertThat(new EarlyStopping(1, 0).hasCome(history(0.9, 0.9))).isTrue();
  }

  @Test
  void smallStepsAreMeasuredFromTheLastEpochThatCounted() {
    EarlyStopping three = new EarlyStopping(3, 0.125);
    // 1.0 counts; 0.9375 and 0.90625 fall by less than 0.125 from it; 0.8125 is less than 0.875.
    assertThat(three.hasCome(history(1.0, 0.9375, 0.90625, 0.8125))).isFalse();
    // 0.875 is less by exactly 0.125, which is not more.
    assertThat(three.hasCome(history(1.0, 0.9375, 0.90625, 0.875))).isTrue();
  }

  @Test
  void theBestEpochIsTheFirstOfEquals() {
    assertThat(history().bestEpoch()).isEmpty();
    assertThat(history(0.9, 0.7, 0.8, 0.7).bestEpoch()).hasValue(2);
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new EarlyStopping(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "early stopping needs a patience of at least 1 and a minimum improvement of at least 0:"
                + " patience=0, minimumImprovement=0.0");
    assertThatThrownBy(() -> new EarlyStopping(1, -0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("minimumImprovement=-0.1");
    assertThatThrownBy(() -> new EarlyStopping(1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
