package org.pleura.run;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.nn.train.History;

/**
 * A model that does not look: it says of every image the share of positives among the training
 * images. What it reaches is what a network must beat to have learned anything.
 */
public final class ConstantProbability {

  private ConstantProbability() {}

  /**
   * Its mean binary cross-entropy on the validation images, with the share p of positives in the
   * training part and q in the validation part: {@code -q ln p - (1 - q) ln(1 - p)}.
   *
   * @param split training and validation images, at least one of each
   * @return in nats; infinite if training knew only one class and validation has the other
   */
  public static double validationLoss(Split split) {
    return validationLoss(positives(split.train()), positives(split.validation()));
  }

  /**
   * The same, of the shares of positives in the two parts.
   *
   * @param trained that of the training part, 0 to 1
   * @param validated that of the validation part, 0 to 1
   * @return in nats; infinite if training knew only one class and validation has the other
   */
  public static double validationLoss(double trained, double validated) {
    return term(validated, trained) + term(1 - validated, 1 - trained);
  }

  /**
   * Says so if a training reached nothing that a constant probability does not reach.
   *
   * @param history of the training
   * @param split of its images
   * @return one sentence, or nothing if an epoch's validation loss was smaller
   */
  public static Optional<String> notBeaten(History history, Split split) {
    return notBeaten(history, positives(split.train()), positives(split.validation()));
  }

  /** The same, of the shares of positives in the two parts. */
  static Optional<String> notBeaten(History history, double trained, double validated) {
    double constant = validationLoss(trained, validated);
    double best =
        history.epochs().stream()
            .mapToDouble(History.Epoch::validationLoss)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return best < constant
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The network has learned nothing of use: its smallest validation loss is %.4f, and"
                    + " saying %.2f of every image without looking gives %.4f. Try a smaller"
                    + " learning rate, more epochs or another seed.",
                best,
                trained,
                constant));
  }

  private static double positives(List<Radiograph> radiographs) {
    return radiographs.stream().mapToInt(Radiograph::label).average().orElse(0);
  }

  private static double term(double share, double probability) {
    return share == 0 ? 0 : -share * Math.log(probability);
  }
}
