package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrossValidatedTest {

  private static Evaluation evaluation(boolean[] labels, double... probabilities) {
    return Evaluation.of(Cases.ofProbabilities(labels, probabilities), 0.5);
  }

  @Test
  void theMeanOverFoldsDoesNotMixTheScalesOfTwoModels() {
    // The first model says 0.9 of its positives and 0.8 of its negatives, the second 0.2 and 0.1.
    // Each orders its own fold without a mistake: 1 and 1. Together, a positive of the second is
    // below a negative of the first, so that of the four pairs of a fold's positive and a fold's
    // negative three are in order: 0.75.
    boolean[] labels = {true, true, false, false};
    Evaluation first = evaluation(labels, 0.9, 0.9, 0.8, 0.8);
    Evaluation second = evaluation(labels, 0.2, 0.2, 0.1, 0.1);
    Evaluation pooled =
        evaluation(
            new boolean[] {true, true, false, false, true, true, false, false},
            0.9,
            0.9,
            0.8,
            0.8,
            0.2,
            0.2,
            0.1,
            0.1);
    CrossValidated.OfSeed seed = new CrossValidated.OfSeed(42, List.of(first, second), pooled);
    CrossValidated all = new CrossValidated(List.of(seed));
    assertThat(seed.auroc().mean()).isEqualTo(1);
    assertThat(all.pooledAuroc().mean()).isEqualTo(0.75);
    // Above 0.5: all four of the first, so 2 of 4 right; none of the second, so 2 of 4 right.
    assertThat(seed.accuracy().mean()).isEqualTo(0.5);
    assertThat(all.pooledAccuracy().mean()).isEqualTo(0.5);
  }

  @Test
  void theMeanAndTheDeviationByHand() {
    // Three of four pairs in order, then four of four: 0.75 and 1.
    boolean[] labels = {true, true, false, false};
    Evaluation three = evaluation(labels, 0.9, 0.4, 0.6, 0.1);
    Evaluation four = evaluation(labels, 0.9, 0.8, 0.2, 0.1);
    CrossValidated.OfSeed one = new CrossValidated.OfSeed(1, List.of(three, four), four);
    CrossValidated.OfSeed other = new CrossValidated.OfSeed(2, List.of(four, four), four);
    // mean 0.875; deviations -0.125 and 0.125, squares 2 / 64, over 1: SD sqrt(1 / 32)
    assertThat(one.auroc().mean()).isEqualTo(0.875);
    assertThat(one.auroc().standardDeviation()).hasValueCloseTo(Math.sqrt(1 / 32.0), within(1e-15));
    // right: 2 of 4 and 4 of 4
    assertThat(one.accuracy().mean()).isEqualTo(0.75);
    CrossValidated both = new CrossValidated(List.of(one, other));
    assertThat(both.auroc().smallest()).isEqualTo(0.875);
    assertThat(both.auroc().mean()).isEqualTo(0.9375);
    assertThat(both.auroc().largest()).isEqualTo(1);
  }

  @Test
  void aSpreadOfOneValueHasNoDeviation() {
    Spread one = Spread.of(0.8);
    assertThat(one.standardDeviation()).isEmpty();
    assertThat(one.text()).isEqualTo("0.80");
    // 2, 4 and 9: mean 5, squares 9 + 1 + 16 = 26, over 2: sqrt(13) = 3.61
    Spread three = Spread.of(9, 2, 4);
    assertThat(three.text()).isEqualTo("5.00 (SD 3.61)");
    assertThat(three.range()).isEqualTo("2.00 / 5.00 / 9.00");
    assertThatThrownBy(() -> Spread.of()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Spread.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whereThePatientsAreKnownTheyAreResampled() {
    boolean[] labels = {true, true, false, false};
    Cases cases = Cases.ofProbabilities(labels, new double[] {0.9, 0.4, 0.6, 0.1});
    Evaluation without = Evaluation.of(cases, 0.5);
    assertThat(((Estimate.Known) without.auroc()).method()).startsWith("DeLong");
    Evaluation with = Evaluation.of(cases.withPatients(List.of("a", "b", "c", "d")), 0.5);
    assertThat(((Estimate.Known) with.auroc()).method()).startsWith("bootstrap of patients");
    assertThat(((Estimate.Known) with.accuracy()).method()).startsWith("bootstrap of patients");
  }
}
