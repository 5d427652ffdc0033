package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pleura.nn.train.History;

class TuningTest {

  @Test
  void aGridIsEveryCombination() throws PlanException {
    assertThat(Tuning.combinations(List.of("a=1/2", "b=x,y/z")))
        .containsExactly(
            List.of("a=1", "b=x,y"),
            List.of("a=1", "b=z"),
            List.of("a=2", "b=x,y"),
            List.of("a=2", "b=z"));
    for (String path : List.of("seed", "split", "positiveClass")) {
      // Trials with other parts or labels cannot be compared by their validation losses.
      assertThatThrownBy(() -> Tuning.combinations(List.of(path + "=1/2")))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("'" + path + "' cannot be in a grid");
    }
    assertThatThrownBy(() -> Tuning.combinations(List.of("a=")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("PATH=VALUE/VALUE/...");
  }

  @Test
  void aSampleIsAPartInItsOrderAndNothingTwice() throws PlanException {
    List<List<String>> all = Tuning.combinations(List.of("a=1/2/3/4/5/6/7/8/9"));
    List<List<String>> some = Tuning.sample(all, 4, 42);
    assertThat(some).hasSize(4).doesNotHaveDuplicates().isSubsetOf(all);
    assertThat(some.stream().map(all::indexOf).toList()).isSorted();
    assertThat(Tuning.sample(all, 4, 42)).isEqualTo(some);
    assertThat(Tuning.sample(all, 4, 43)).isNotEqualTo(some);
    assertThat(Tuning.sample(all, 100, 42)).isEqualTo(all);
  }

  @Test
  void theBestHasTheSmallestValidationLossAndTheFirstOfEqualsWins() {
    assertThat(Tuning.best(List.of(trial(1, 0.7), trial(2, 0.5), trial(3, 0.5))))
        .map(Tuning.Trial::number)
        .contains(2);
    Tuning.Trial ranAway = new Tuning.Trial(1, List.of(), Plan.lesson(), Optional.empty());
    assertThat(Tuning.best(List.of(ranAway))).isEmpty();
  }

  private static Tuning.Trial trial(int number, double loss) {
    return new Tuning.Trial(
        number,
        List.of(),
        Plan.lesson(),
        Optional.of(new History.Epoch(1, 0.7, 0.5, loss, 0.5, 1)));
  }
}
