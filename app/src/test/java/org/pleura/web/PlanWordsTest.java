package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;

/** What plans are called. */
class PlanWordsTest {

  @Test
  void aPlanThatWasChangedIsNotCalledAsIfItWasNot() throws PlanException {
    assertThat(PlanWords.of(Plan.standard())).isEqualTo("default");
    assertThat(PlanWords.of(Plan.lesson())).isEqualTo("lesson");
    assertThat(words("training.epochs=2")).isEqualTo("default, changed: epochs 2");
    assertThat(words("split=lesson")).isEqualTo("default, changed: split lesson");
    // Three are named.
    assertThat(words("seed=1", "training.epochs=2", "training.batchSize=8"))
        .isEqualTo("default, changed: seed 1, epochs 2, batchSize 8");
    assertThat(words("seed=1", "training.epochs=2", "training.batchSize=8", "network.dropout=0.1"))
        .isEqualTo("default, changed: seed 1, dropout 0.1, epochs 2 and 1 more");
  }

  @Test
  void aNameOfItsOwnSaysEnough() throws PlanException {
    assertThat(words("name=longer", "training.epochs=2")).isEqualTo("longer");
  }

  private static String words(String... settings) throws PlanException {
    return PlanWords.of(PlanFile.with(Plan.standard(), List.of(settings)));
  }
}
