package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonTest {
  @Test
  void theLessonsAccuracyOf84In105IsSomewhereFrom71To87PerCent() {
    // p = 0.8, n = 105, z² = 3.8415: centre (0.8 + 0.018293) / 1.036585 = 0.789412,
    // half width 1.96 sqrt(0.16/105 + 3.8415/44100) / 1.036585 = 0.075889.
    Estimate accuracy = Wilson.of(84, 105, "");
    assertThat(accuracy).isInstanceOf(Estimate.Known.class);
    Estimate.Known known = (Estimate.Known) accuracy;
    assertThat(known.value()).isEqualTo(0.8);
    assertThat(known.low()).isCloseTo(0.714, within(5e-4));
    assertThat(known.high()).isCloseTo(0.865, within(5e-4));
    assertThat(accuracy.text()).isEqualTo("0.80 (0.71 to 0.87)");
    assertThat(accuracy.text(3)).isEqualTo("0.800 (0.714 to 0.865)");
  }

  @Test
  void noSuccessIsNotZeroForSure() {
    // At p = 0 the upper end is z² / (n + z²) = 3.8415 / 13.8415.
    Estimate.Known none = (Estimate.Known) Wilson.of(0, 10, "");
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(3.8415 / 13.8415, within(1e-5));
    Estimate.Known all = (Estimate.Known) Wilson.of(10, 10, "");
    assertThat(all.low()).isCloseTo(1 - 3.8415 / 13.8415, within(1e-5));
    assertThat(all.high()).isEqualTo(1);
  }

  @Test
  void bothEndsSolveTheScoreEquation() {
    // The definition: |p - t| = z sqrt(t (1 - t) / n) at both ends t.
    for (int n = 1; n <= 40; n++) {
      for (int k = 0; k <= n; k++) {
        Estimate.Known known = (Estimate.Known) Wilson.of(k, n, "");
        for (double t : new double[] {known.low(), known.high()}) {
          assertThat(Math.abs(known.value() - t))
              .isCloseTo(Wilson.Z * Math.sqrt(t * (1 - t) / n), within(1e-9));
        }
        assertThat(known.low()).isLessThanOrEqualTo(known.value());
        assertThat(known.high()).isGreaterThanOrEqualTo(known.value());
      }
    }
  }

  @Test
  void withoutTrialsTheProportionIsUndefinedForTheReasonGiven() {
    Estimate none = Wilson.of(0, 0, "there were no cases");
    assertThat(none).isEqualTo(new Estimate.Undefined("there were no cases"));
    assertThat(none.text()).isEqualTo("undefined: there were no cases");
  }

  @Test
  void moreSuccessesThanTrialsAreRefused() {
    assertThatThrownBy(() -> Wilson.of(3, 2, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to the number of trials, 2, but 3");
  }

  @Test
  void anEstimateIsNeverNaN() {
    assertThatThrownBy(() -> new Estimate.Known(Double.NaN, 0, 1, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value NaN");
  }
}
