package org.pleura.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;

class RungTest {

  private static Plan ofThirtyEpochs() throws PlanException {
    return PlanFile.with(Plan.standard(), List.of("training.epochs=30"));
  }

  @Test
  void thirtyEpochsAndTwentyConfigurationsAreThreeRungs() throws PlanException {
    // floor(20 / 3) = 6, floor(20 / 9) = 2; 30 / 9 = 3.3 epochs, 30 / 3 = 10, 30.
    List<Rung> rungs = Rung.halving(20, 30);
    assertThat(rungs).containsExactly(new Rung(20, 9), new Rung(6, 3), new Rung(2, 1));
    Plan thirty = ofThirtyEpochs();
    assertThat(rungs.stream().map(rung -> rung.epochs(thirty))).containsExactly(3, 10, 30);
  }

  @ParameterizedTest
  @CsvSource({
    // configurations, epochs, rungs: floor(log3 configurations), and 3 epochs or more in the first
    "1, 1000, 1",
    "2, 1000, 1",
    "3, 1000, 2",
    "8, 1000, 2",
    "9, 1000, 3",
    "27, 1000, 4",
    "81, 8, 1",
    "81, 9, 2",
    "81, 26, 2",
    "81, 27, 3",
    "81, 80, 3",
    "81, 81, 4",
    "9, 10, 2",
  })
  void thereAreAsManyRungsAsConfigurationsAndEpochsAllow(int trials, int epochs, int rungs) {
    List<Rung> halving = Rung.halving(trials, epochs);
    assertThat(halving).hasSize(rungs);
    assertThat(halving.get(0).trials()).isEqualTo(trials);
    assertThat(halving.get(rungs - 1).part()).isEqualTo(1);
    assertThat(halving.get(rungs - 1).trials()).isPositive();
  }

  @Test
  void aPartOfThePlanHasItsShareOfAveragedEpochsAndAllElseTheSame() throws PlanException {
    Plan whole = ofThirtyEpochs();
    assertThat(new Rung(1, 1).plan(whole)).isEqualTo(whole);
    Plan third = new Rung(1, 3).plan(whole);
    // 30 / 3 epochs, of which the last 8 / 3 = 2.7 are averaged
    assertThat(third.training().epochs()).isEqualTo(10);
    assertThat(third.training().averagedEpochs()).isEqualTo(3);
    assertThat(third.network()).isEqualTo(whole.network());
    assertThat(new Rung(1, 9).plan(whole).training().averagedEpochs()).isEqualTo(1);
    assertThat(new Rung(1, 3).plan(Plan.lesson()).training().averagedEpochs()).isNull();
  }
}
