package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slope and intercept, temperature, and the calibration error: what can be worked by hand. */
class RecalibrationTest {

  /** Logits -z and z, each with so many positives and negatives. */
  private static Cases two(double z, int[] low, int[] high) {
    int n = low[0] + low[1] + high[0] + high[1];
    boolean[] labels = new boolean[n];
    double[] logits = new double[n];
    for (int i = 0; i < n; i++) {
      boolean isLow = i < low[0] + low[1];
      labels[i] = isLow ? i < low[0] : i < low[0] + low[1] + high[0];
      logits[i] = isLow ? -z : z;
    }
    return Cases.of(labels, logits, new double[n]).withLogits(logits);
  }

  @Test
  void overconfidentLogitsHaveASlopeBelowOne() {
    // At -2 and 2 the share is 1/4 and 3/4, whose logits are -log 3 and log 3: slope log 3 / 2.
    Recalibration fit = Recalibration.of(two(2, new int[] {10, 30}, new int[] {30, 10}));
    assertThat(value(fit.slope())).isCloseTo(Math.log(3) / 2, within(1e-12));
    assertThat(value(fit.intercept())).isCloseTo(0, within(1e-12));
    // The variance of a saturated slope: (1/30 + 1/10 + 1/30 + 1/10) / 4².
    double half = 1.959964 * Math.sqrt((2 / 30.0 + 2 / 10.0) / 16);
    assertThat(((Estimate.Known) fit.slope()).high())
        .isCloseTo(Math.log(3) / 2 + half, within(1e-6));
  }

  @Test
  void theTemperatureCoolsThemAndIsOneOverTheSlopeThroughZero() {
    Cases cases = two(2, new int[] {10, 30}, new int[] {30, 10});
    TemperatureScaling scaling = TemperatureScaling.of(cases, cases, Bootstrap.standard());
    assertThat(value(scaling.temperature())).isCloseTo(2 / Math.log(3), within(1e-12));
    TemperatureScaling.After after = scaling.after().orElseThrow();
    // Scaled, 1/4 and 3/4 are said where 1/4 and 3/4 come true.
    assertThat(value(after.calibration().error().estimate())).isCloseTo(0, within(1e-12));
    assertThat(value(after.crossEntropyChange())).isNegative();
    // The Brier score falls from 1/4 (1 - p)... to 3/4 x 1/16 + 1/4 x 9/16 = 3/16.
    assertThat(value(after.calibration().brier())).isCloseTo(3 / 16.0, within(1e-12));
  }

  @Test
  void logitsThatSeparateTheClassesHaveNoFiniteSlope() {
    Recalibration fit = Recalibration.of(two(2, new int[] {0, 5}, new int[] {5, 0}));
    assertThat(fit.slope().text()).contains("it would be infinite");
    assertThat(fit.inTheLarge()).isInstanceOf(Estimate.Known.class);
    Cases separated = two(2, new int[] {0, 5}, new int[] {5, 0});
    assertThat(
            TemperatureScaling.of(separated, separated, Bootstrap.standard()).temperature().text())
        .contains("no temperature is cold enough");
    Cases reversed = two(2, new int[] {5, 1}, new int[] {1, 5});
    assertThat(TemperatureScaling.of(reversed, reversed, Bootstrap.standard()).temperature().text())
        .contains("no temperature is hot enough");
  }

  @Test
  void whatCannotBeFittedSaysWhy() {
    Cases none = Cases.ofProbabilities(new boolean[0], new double[0]);
    assertThat(TemperatureScaling.of(none, none, Bootstrap.standard()).temperature().text())
        .contains("there are none");
    Cases certain =
        Cases.ofProbabilities(new boolean[] {true, false, true}, new double[] {1, 0.2, 0.1});
    assertThat(Recalibration.of(certain).slope().text()).contains("no finite logit");
    Cases onePatient =
        two(2, new int[] {1, 3}, new int[] {3, 1}).withPatients(Collections.nCopies(8, "a"));
    assertThat(Recalibration.of(onePatient).slope().text()).contains("at least 3 patients");
    Cases wild =
        Cases.of(
            new boolean[] {true, false, true, false},
            new double[] {-1e300, 1e300, 1, 2},
            new double[4]);
    assertThat(Recalibration.of(wild).slope()).isInstanceOf(Estimate.Undefined.class);
  }

  @Test
  void thePerfectlyCalibratedShowAnErrorToo() {
    // 100 cases, all at 0.5: the share of positives has a standard deviation of 0.05, the mean of
    // its distance from 0.5 is 0.05 sqrt(2 / pi) = 0.040, and 97.5 % lie within 0.11.
    boolean[] labels = new boolean[100];
    double[] half = new double[100];
    for (int i = 0; i < 100; i++) {
      labels[i] = i < 54;
      half[i] = 0.5;
    }
    CalibrationError error =
        CalibrationError.of(Cases.ofProbabilities(labels, half), Bootstrap.standard());
    assertThat(value(error.estimate())).isCloseTo(0.04, within(1e-15));
    assertThat(((Estimate.Known) error.estimate()).low()).isZero();
    CalibrationError.Chance chance = error.ifCalibrated().orElseThrow();
    assertThat(chance.mean()).isCloseTo(0.040, within(0.004));
    assertThat(chance.high()).isCloseTo(0.11, within(0.015));
    assertThat(error.sentence().orElseThrow()).contains("which is no more than chance explains");
  }

  /**
   * Logits z of standard deviation 1.5, labels drawn from sigmoid(z), answers sigmoid(stretch z):
   * at a stretch of 1 the true error is 0; at 1.5, found from 400,000 cases without their labels by
   * tools/oracle/calibration_error_simulation.py, 0.061, and at 2.5 0.130.
   */
  @ParameterizedTest
  @CsvSource({
    "50,1,0",
    "50,1.5,0.061",
    "50,2.5,0.130",
    "400,1,0",
    "400,1.5,0.061",
    "400,2.5,0.130"
  })
  void theIntervalOfTheCalibrationErrorHoldsTheTruthInNineteenOfTwentySamples(
      int size, double stretch, double truth) {
    Random random = new Random(20240817);
    int samples = 200;
    int held = 0;
    for (int sample = 0; sample < samples; sample++) {
      boolean[] labels = new boolean[size];
      double[] said = new double[size];
      for (int i = 0; i < size; i++) {
        double z = 1.5 * random.nextGaussian();
        labels[i] = random.nextDouble() < 1 / (1 + StrictMath.exp(-z));
        said[i] = 1 / (1 + StrictMath.exp(-stretch * z));
      }
      Estimate.Known known =
          (Estimate.Known)
              CalibrationError.of(Cases.ofProbabilities(labels, said), new Bootstrap(200, sample))
                  .estimate();
      assertThat(known.value()).isBetween(known.low(), known.high());
      assertThat(known.high()).isLessThanOrEqualTo(1);
      held += known.low() <= truth && truth <= known.high() ? 1 : 0;
    }
    assertThat(held).as("of " + samples).isGreaterThanOrEqualTo(samples * 95 / 100);
  }

  @Test
  void theIntervalOfTheCalibrationErrorHoldsTheValueAndEndsAtOne() {
    // Always wrong and nearly sure of it: the error is 0.95 and more, and cannot exceed 1.
    double[] said = {0.99, 0.9, 0.01, 0.02, 0.97, 0.05, 1, 0};
    boolean[] labels = {false, false, true, true, false, true, false, true};
    Estimate.Known known =
        (Estimate.Known)
            CalibrationError.of(Cases.ofProbabilities(labels, said), Bootstrap.standard())
                .estimate();
    // (0.99 + 0.9 + 0.99 + 0.98 + 0.97 + 0.95 + 1 + 1) / 8 = 7.78 / 8
    assertThat(known.value()).isCloseTo(0.9725, within(1e-12));
    assertThat(known.high()).isBetween(known.value(), 1.0);
    assertThat(known.low()).isBetween(0.9, known.value());
  }

  private static double value(Estimate estimate) {
    return ((Estimate.Known) estimate).value();
  }

  private static final Estimate BETTER = new Estimate.Known(-0.02, -0.05, 0.01, "bootstrap");

  @Test
  void aTemperatureThatCannotBeToldFromOneIsNotUsed() {
    Estimate cold = new Estimate.Known(0.6, 0.3, 0.9, "Wald");
    assertThat(TemperatureScaling.usable(cold, BETTER)).isEqualTo(cold);
    Estimate hot = new Estimate.Known(2, 1.1, 3.6, "Wald");
    assertThat(TemperatureScaling.usable(hot, BETTER)).isEqualTo(hot);
    assertThat(TemperatureScaling.usable(new Estimate.Known(0.6, 0.3, 1.2, "Wald"), BETTER))
        .isEqualTo(
            new Estimate.Undefined(
                "the temperature of the validation images, 0.60 (0.30 to 1.20), cannot be told from"
                    + " 1"));
    Estimate none = new Estimate.Undefined("no validation cases");
    assertThat(TemperatureScaling.usable(none, BETTER)).isEqualTo(none);
  }

  /** As after two epochs: 0.072, by which the Brier score went from 0.250 to 0.260. */
  @Test
  void aTemperatureThatMakesTheTestImagesWorseIsNotUsed() {
    Estimate cold = new Estimate.Known(0.072, 0.03, 0.2, "Wald");
    Estimate worse = new Estimate.Known(0.01, -0.004, 0.024, "bootstrap");
    assertThat(TemperatureScaling.usable(cold, worse))
        .isEqualTo(
            new Estimate.Undefined(
                "the temperature of the validation images, 0.072, makes the Brier score of the test"
                    + " images worse, by 0.010 (-0.004 to 0.024)"));
    assertThat(TemperatureScaling.usable(cold, new Estimate.Known(0, 0, 0, "bootstrap")))
        .isEqualTo(cold);
    assertThat(TemperatureScaling.usable(cold, new Estimate.Undefined("there are none")))
        .isEqualTo(
            new Estimate.Undefined(
                "whether the temperature of the validation images, 0.072, makes answers better is"
                    + " not known: there are none"));
  }
}
