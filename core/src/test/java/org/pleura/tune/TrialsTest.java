package org.pleura.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pleura.data.Part;
import org.pleura.data.Particulars;
import org.pleura.evaluate.Estimate;
import org.pleura.run.Plan;
import org.pleura.run.Prediction;

class TrialsTest {

  private static Trial trial(int number, int rung, double loss) {
    return new Trial(
        number,
        List.of("a=" + number),
        rung,
        Plan.lesson(),
        Optional.of(new Score(10, 5, loss, new Estimate.Undefined("not asked"))));
  }

  private static Trial ranAway(int number, int rung) {
    return new Trial(number, List.of("a=" + number), rung, Plan.lesson(), Optional.empty());
  }

  private static List<Integer> numbers(Trials found) {
    return found.ranked().stream().map(Trial::number).toList();
  }

  @Test
  void whoWasTrainedLongerRanksFirstThenTheSmallerLossThenTheFirst() {
    Trials found =
        new Trials(
            List.of(
                trial(1, 1, 0.5),
                trial(2, 1, 0.1),
                trial(3, 1, 0.4),
                trial(4, 1, 0.4),
                trial(5, 1, 0.9),
                trial(2, 2, 0.3),
                trial(4, 2, 0.2)));
    // 2 was best after few epochs, but 4 after more; its own 0.1 does not count any more.
    assertThat(numbers(found)).containsExactly(4, 2, 3, 1, 5);
    assertThat(found.best()).contains(trial(4, 2, 0.2));
  }

  @Test
  void aLossThatRanAwayIsLastAndNeverTheBest() {
    assertThat(numbers(new Trials(List.of(ranAway(1, 1), trial(2, 1, 3), trial(3, 1, 2)))))
        .containsExactly(3, 2, 1);
    Trials inTheEnd = new Trials(List.of(trial(1, 1, 0.1), trial(2, 1, 0.2), ranAway(1, 2)));
    assertThat(inTheEnd.best()).map(Trial::number).contains(2);
    assertThat(new Trials(List.of(ranAway(1, 1))).best()).isEmpty();
    assertThat(new Trials(List.of()).best()).isEmpty();
  }

  @Test
  void theBestClimbInTheOrderOfTheirNumbers() {
    List<Trial> rung = List.of(trial(1, 1, 0.3), ranAway(2, 1), trial(3, 1, 0.1), trial(4, 1, 0.2));
    assertThat(Trials.climbing(rung, 2)).containsExactly(3, 4);
    assertThat(Trials.climbing(rung, 3)).containsExactly(1, 3, 4);
    assertThat(Trials.climbing(rung, 4)).as("none that ran away").containsExactly(1, 3, 4);
  }

  @Test
  void aScoreIsTheCrossEntropyOfTheValidationImagesAlone() {
    Score score =
        Score.of(
            List.of(
                prediction(1, Part.VALIDATION, 0),
                prediction(0, Part.VALIDATION, (float) Math.log(3)),
                prediction(1, Part.VALIDATION, (float) Math.log(4)),
                prediction(1, Part.TEST, -50),
                prediction(0, Part.TRAIN, 50)));
    // p = 1/2, 3/4 and 4/5: (-ln 0.5 - ln 0.25 - ln 0.8) / 3 = ln 10 / 3
    assertThat(score.loss()).isCloseTo(Math.log(10) / 3, Offset.offset(1e-7));
    assertThat(score.images()).isEqualTo(3);
    assertThat(score.positives()).isEqualTo(2);
    // Of the two pairs (0, ln 3) and (ln 4, ln 3) the second is in order.
    assertThat(((Estimate.Known) score.auroc()).value()).isEqualTo(0.5);
    assertThatThrownBy(() -> Score.of(List.of(prediction(1, Part.TEST, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Prediction prediction(int label, Part part, float logit) {
    return new Prediction(
        "i", Optional.empty(), label, part, Optional.of(logit), 0.5f, Particulars.UNKNOWN);
  }
}
