package org.pleura.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.nn.random.Mt19937;

class ModelComparisonTest {
  private static final boolean[] LABELS = {true, true, true, false, false, false};

  private static ModelComparison compare(double[] first, double[] second) {
    return ModelComparison.of(
        Cases.ofProbabilities(LABELS, first),
        Cases.ofProbabilities(LABELS, second),
        0.5,
        0.5,
        Bootstrap.standard());
  }

  @Test
  void onlyTheCasesTheyDisagreeOnSayAnythingOfTheAccuracy() {
    // First right on all but the last; second on all but the first two.
    PairedAccuracy accuracy =
        compare(
                new double[] {0.9, 0.8, 0.7, 0.2, 0.1, 0.6},
                new double[] {0.4, 0.3, 0.7, 0.2, 0.1, 0.3})
            .accuracy();
    assertThat(accuracy.onlyFirst()).isEqualTo(2);
    assertThat(accuracy.onlySecond()).isEqualTo(1);
    // (2 - 1) / 6; McNemar: twice P(at most 1 of 3) = 2 (1 + 3) / 8 = 1.
    assertThat(accuracy.difference().estimate().text()).startsWith("0.17 (");
    assertThat(accuracy.difference().p().orElseThrow()).isCloseTo(1, within(1e-15));
  }

  @Test
  void mcnemarsTestIsTwiceTheSmallerTailOfACoin() {
    // 5 of 5 to one side: 2 / 32.
    assertThat(PairedAccuracy.exactP(5, 0)).isCloseTo(0.0625, within(1e-15));
    assertThat(PairedAccuracy.exactP(0, 0)).isEqualTo(1);
  }

  @Test
  void noDifferenceIsCalledBetweenAModelAndItself() {
    double[] same = {0.9, 0.4, 0.7, 0.2, 0.1, 0.6};
    ModelComparison comparison = compare(same, same);
    assertThat(comparison.auroc().difference().estimate().text())
        .startsWith("undefined: the difference is 0.000, but both order these cases so alike");
    assertThat(comparison.sentence("A", "B"))
        .startsWith("No difference can be called: ")
        .endsWith("may be there.");
  }

  @Test
  void aDifferenceThatIsThereIsCalledForTheBetterOne() {
    Mt19937 stream = Mt19937.numpy(1);
    boolean[] labels = new boolean[200];
    double[] good = new double[200];
    double[] guessed = new double[200];
    for (int i = 0; i < 200; i++) {
      labels[i] = i % 2 == 0;
      good[i] = 0.6 * stream.nextDouble() + (labels[i] ? 0.4 : 0);
      guessed[i] = stream.nextDouble();
    }
    ModelComparison comparison =
        ModelComparison.of(
            Cases.ofProbabilities(labels, guessed),
            Cases.ofProbabilities(labels, good),
            0.5,
            0.5,
            Bootstrap.standard());
    assertThat(comparison.sentence("guesses", "the network"))
        .startsWith("the network orders these cases better than guesses: ")
        .contains("the network calls these cases better than guesses: ");
  }

  @Test
  void aHandfulOfPatientsIsNotEnoughToBeSure() {
    // Six patients, all called rightly, half of them by the majority too. Resampling them gives an
    // interval above 0 (all three gains are missed in 1 of 64 resamples); Tango's is not:
    // 3 / sqrt(3) = 1.73 standard errors.
    Cases six =
        Cases.ofProbabilities(LABELS, new double[] {0.9, 0.8, 0.7, 0.2, 0.1, 0.3})
            .withPatients(List.of("a", "b", "c", "d", "e", "f"));
    Baseline baseline = Evaluation.of(six, 0.5).baseline();
    assertThat(((Estimate.Known) baseline.against().byPatient()).low()).isPositive();
    assertThat(baseline.sentence()).startsWith("It cannot be said that the accuracy is better");
  }

  @Test
  void otherLabelsOrPatientsAreOtherCases() {
    Cases first = Cases.ofProbabilities(LABELS, new double[6]);
    Cases other =
        Cases.ofProbabilities(new boolean[] {true, true, true, false, false, true}, new double[6]);
    Cases owned = first.withPatients(List.of("a", "b", "c", "d", "e", "f"));
    for (Cases second : List.of(other, owned)) {
      assertThatThrownBy(() -> ModelComparison.of(first, second, 0.5, 0.5, Bootstrap.standard()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("labels or patients differ");
    }
  }

  @Test
  void aModelIsSurelyBetterThanTheMajorityOnlyIfTheIntervalSaysSo() {
    // 40 of each class; right for 70 of 80, and the majority for 40.
    boolean[] labels = new boolean[80];
    double[] right = new double[80];
    double[] blind = new double[80];
    for (int i = 0; i < 80; i++) {
      labels[i] = i < 40;
      right[i] = labels[i] == (i % 8 != 0) ? 0.9 : 0.1;
    }
    assertThat(Evaluation.of(Cases.ofProbabilities(labels, right), 0.5).baseline().sentence())
        .startsWith("The accuracy is surely better than always saying the more frequent class, by");
    Baseline same = Evaluation.of(Cases.ofProbabilities(labels, blind), 0.5).baseline();
    assertThat(same.positive()).isFalse();
    assertThat(same.sentence())
        .startsWith("It cannot be said that the accuracy is better")
        .contains("0.000 (-0.046 to 0.046)");
    assertThat(
            Evaluation.of(Cases.ofProbabilities(new boolean[0], new double[0]), 0.5)
                .baseline()
                .sentence())
        .contains("undefined: a difference needs at least one case");
  }
}
