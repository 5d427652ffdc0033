package org.pleura.tune;

import java.util.List;
import org.pleura.data.Part;
import org.pleura.evaluate.Auroc;
import org.pleura.evaluate.Estimate;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.run.Predicting;
import org.pleura.run.Prediction;

/**
 * What the model that a trial keeps says of the validation images, all towers and averaged weights
 * included. The loss of a training's history would not do: it is that of each tower by itself,
 * before averaging, and against labels that may be smoothed, so that plans could not be compared.
 *
 * @param images how many there are
 * @param positives how many have the finding
 * @param loss the mean of {@code -ln p} over those with the finding and {@code -ln(1 - p)} over the
 *     others, in nats
 * @param auroc how well the two are told apart
 */
public record Score(int images, int positives, double loss, Estimate auroc) {

  /**
   * Scores predictions of the validation part.
   *
   * @param predictions with logits; those of other parts do not count
   * @return the score
   * @throws IllegalArgumentException if there are none, or one has no logit
   */
  public static Score of(List<Prediction> predictions) {
    double sum = 0;
    int positives = 0;
    int images = 0;
    for (Prediction one : predictions) {
      if (one.part() == Part.VALIDATION) {
        float logit =
            one.logit()
                .orElseThrow(
                    () -> new IllegalArgumentException(one.image() + " has no logit to be scored"));
        sum += BinaryCrossentropy.loss(logit, one.label());
        positives += one.label();
        images++;
      }
    }
    if (images == 0) {
      throw new IllegalArgumentException("there is no validation image to be scored");
    }
    return new Score(
        images, positives, sum / images, Auroc.of(Predicting.cases(predictions, Part.VALIDATION)));
  }
}
