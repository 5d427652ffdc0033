package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Cases FOUR =
      Cases.ofProbabilities(
          new boolean[] {true, true, false, false}, new double[] {0.9, 0.4, 0.6, 0.1});

  @Test
  void aPatientsCasesAreDrawnTogether() {
    Cases cases = FOUR.withPatients(List.of("a", "b", "a", "b"));
    new Bootstrap(50, 5)
        .forEach(
            cases,
            weights -> {
              assertThat(weights[0]).isEqualTo(weights[2]);
              assertThat(weights[1]).isEqualTo(weights[3]);
              assertThat(weights[0] + weights[1]).isEqualTo(2);
            });
  }

  @Test
  void asManyCasesAreDrawnAsThereAreWherePatientsAreUnknown() {
    new Bootstrap(50, 5)
        .forEach(FOUR, weights -> assertThat(Arrays.stream(weights).sum()).isEqualTo(4));
  }

  @Test
  void copiesOfOnePatientsImageDoNotNarrowTheInterval() {
    // 20 patients, right for 14; then each of them with 5 equal images. Taken as independent the
    // interval shrinks by sqrt(5); by patient it stays exactly as it was.
    boolean[] labels = new boolean[20];
    double[] probabilities = new double[20];
    String[] patients = new String[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i % 2 == 0;
      probabilities[i] = labels[i] == (i < 14) ? 0.9 : 0.1;
      patients[i] = "p" + i;
    }
    Cases once = Cases.ofProbabilities(labels, probabilities).withPatients(List.of(patients));
    boolean[] fiveLabels = new boolean[100];
    double[] fiveProbabilities = new double[100];
    String[] fivePatients = new String[100];
    for (int i = 0; i < 100; i++) {
      fiveLabels[i] = labels[i / 5];
      fiveProbabilities[i] = probabilities[i / 5];
      fivePatients[i] = patients[i / 5];
    }
    Cases five =
        Cases.ofProbabilities(fiveLabels, fiveProbabilities).withPatients(List.of(fivePatients));
    Estimate byPatient = Evaluation.of(five, 0.5).accuracyByPatient();
    assertThat(byPatient).isEqualTo(Evaluation.of(once, 0.5).accuracyByPatient());
    double asPatients = ((Estimate.Known) byPatient).high() - ((Estimate.Known) byPatient).low();
    Estimate.Known wilson = (Estimate.Known) ConfusionMatrix.of(five, 0.5).accuracy();
    assertThat(asPatients).isGreaterThan(2 * (wilson.high() - wilson.low()));
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndAnotherSeedAnother() {
    assertThat(mean(new Bootstrap(100, 1), FOUR)).isEqualTo(mean(new Bootstrap(100, 1), FOUR));
    assertThat(mean(new Bootstrap(100, 1), FOUR).text(6))
        .isNotEqualTo(mean(new Bootstrap(100, 2), FOUR).text(6));
  }

  @Test
  void theMethodNamesWhatWasDrawn() {
    assertThat(mean(new Bootstrap(100, 1), FOUR))
        .extracting("method")
        .isEqualTo("bootstrap of cases, 100 resamples, seed 1, 95 %");
  }

  @Test
  void resamplesWithoutTheStatisticAreLeftOutAndCounted() {
    Estimate estimate =
        new Bootstrap(100, 1)
            .estimate(
                FOUR,
                weights ->
                    weights[0] > 0
                        ? OptionalDouble.of(weights[0] + weights[1])
                        : OptionalDouble.empty());
    assertThat(((Estimate.Known) estimate).method())
        .matches("bootstrap of cases, 100 resamples, seed 1, \\d+ left out as undefined, 95 %");
  }

  @Test
  void aStatisticUndefinedInMostResamplesHasNoInterval() {
    Estimate estimate =
        new Bootstrap(100, 1)
            .estimate(
                FOUR,
                weights ->
                    Arrays.equals(weights, new int[] {1, 1, 1, 1})
                        ? OptionalDouble.of(0.25)
                        : OptionalDouble.empty());
    assertThat(estimate.text()).contains("the value is 0.2500, but it is undefined in ");
  }

  @Test
  void onePatientIsTooFew() {
    Cases cases = FOUR.withPatients(Collections.nCopies(4, "a"));
    assertThat(mean(Bootstrap.standard(), cases))
        .isEqualTo(
            new Estimate.Undefined(
                "the value is 0.5000, but an interval needs at least 2 patients; there is 1"));
  }

  @Test
  void resamplesThatAllAgreeAreNoProofOfCertainty() {
    Estimate estimate = Bootstrap.standard().estimate(FOUR, weights -> OptionalDouble.of(1));
    assertThat(estimate).isInstanceOf(Estimate.Undefined.class);
    assertThat(estimate.text()).contains("the value is 1.000, but so it is in every resample");
  }

  @Test
  void quantilesAreInterpolatedAsNumPyDoes() {
    // (4 - 1) 0.025 = 0.075 of the way from 1 to 2; (4 - 1) 0.975 = 2.925: 0.925 from 4 to 8.
    double[] sorted = {1, 2, 4, 8};
    assertThat(Bootstrap.quantile(sorted, 0.025)).isCloseTo(1.075, within(1e-12));
    assertThat(Bootstrap.quantile(sorted, 0.975)).isCloseTo(7.7, within(1e-12));
    assertThat(Bootstrap.quantile(new double[] {3}, 0.975)).isEqualTo(3);
  }

  @Test
  void oneResampleIsRefused() {
    assertThatThrownBy(() -> new Bootstrap(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 resamples or more: 1");
  }

  private static Estimate mean(Bootstrap bootstrap, Cases cases) {
    return bootstrap.estimate(
        cases,
        weights -> {
          double sum = 0;
          double count = 0;
          for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * cases.probability(i);
            count += weights[i];
          }
          return OptionalDouble.of(sum / count);
        });
  }

  @Test
  void theMeanOfValuesHasTheIntervalOfItsResamples() {
    // 0 and 1 as often: mean 0.5, standard error 0.5 / sqrt(100) = 0.05, 95 % about 0.4 to 0.6.
    double[] values = new double[100];
    for (int i = 0; i < 100; i += 2) {
      values[i] = 1;
    }
    Estimate.Known mean = (Estimate.Known) Bootstrap.standard().mean(values);
    assertThat(mean.value()).isEqualTo(0.5);
    assertThat(mean.low()).isBetween(0.38, 0.42);
    assertThat(mean.high()).isBetween(0.58, 0.62);
    assertThat(Bootstrap.standard().mean(1)).isInstanceOf(Estimate.Undefined.class);
    assertThat(Bootstrap.standard().mean(2, 2, 2).text())
        .isEqualTo(
            "undefined: the mean is 2.000, but all 3 images have this value, which therefore say"
                + " nothing about its doubt");
  }
}
