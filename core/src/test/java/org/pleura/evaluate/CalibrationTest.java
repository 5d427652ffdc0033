package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final boolean[] LABELS = {true, false, true, false};

  @Test
  void brierIsTheMeanSquaredDistance() {
    // 0.1² + 0.2² + 0.6² + 0.5² = 0.01 + 0.04 + 0.36 + 0.25 = 0.66
    Cases cases = Cases.ofProbabilities(LABELS, new double[] {0.9, 0.2, 0.4, 0.5});
    Estimate brier = Calibration.of(cases, Bootstrap.standard()).brier();
    assertThat(((Estimate.Known) brier).value()).isCloseTo(0.165, within(1e-15));
  }

  @Test
  void crossEntropyIsTheMeanLogarithmOfWhatCameTrue() {
    Cases cases = Cases.ofProbabilities(LABELS, new double[] {0.9, 0.2, 0.4, 0.5});
    double expected = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.5)) / 4;
    assertThat(crossEntropy(cases)).isCloseTo(expected, within(1e-15));
  }

  @Test
  void crossEntropyFromLogitsIsExactWhereTheProbabilityHasRunIntoOne() {
    // Certain and wrong at z = 50: the loss is log(1 + e^50) = 50, while 1 - p has become 0.
    Cases cases = Cases.of(new boolean[] {false, true}, new double[] {50, 50}, new double[] {1, 1});
    assertThat(crossEntropy(cases)).isCloseTo(25, within(1e-12));
    Cases clipped = Cases.ofProbabilities(new boolean[] {false, true}, new double[] {1, 1});
    assertThat(crossEntropy(clipped)).isCloseTo(-Math.log(1e-7) / 2, within(1e-6));
  }

  @Test
  void reliabilityBinsHoldTheirLowerEdge() {
    Cases cases =
        Cases.ofProbabilities(
            new boolean[] {true, false, true, true, false}, new double[] {0.5, 0.59, 0.6, 1, 0});
    assertThat(Calibration.of(cases, Bootstrap.standard()).reliability())
        .extracting(Calibration.Bin::from, Calibration.Bin::to, Calibration.Bin::cases)
        .containsExactly(
            tuple(0.0, 0.1, 1), tuple(0.5, 0.6, 2), tuple(0.6, 0.7, 1), tuple(0.9, 1.0, 1));
  }

  @Test
  void aBinTellsWhatWasSaidAndWhatCameTrue() {
    Cases cases = Cases.ofProbabilities(new boolean[] {true, false}, new double[] {0.52, 0.56});
    Calibration.Bin bin = Calibration.of(cases, Bootstrap.standard()).reliability().get(0);
    assertThat(bin.meanProbability()).isCloseTo(0.54, within(1e-15));
    assertThat(bin.observed()).isEqualTo(Wilson.of(1, 2, ""));
  }

  @Test
  void withoutCasesThereIsNothingToCalibrate() {
    Calibration none =
        Calibration.of(Cases.ofProbabilities(new boolean[0], new double[0]), Bootstrap.standard());
    assertThat(none.brier().text())
        .isEqualTo("undefined: the Brier score needs at least one case; there are none");
    assertThat(none.crossEntropy()).isInstanceOf(Estimate.Undefined.class);
    assertThat(none.reliability()).isEmpty();
  }

  private static double crossEntropy(Cases cases) {
    return ((Estimate.Known) Calibration.of(cases, Bootstrap.standard()).crossEntropy()).value();
  }
}
