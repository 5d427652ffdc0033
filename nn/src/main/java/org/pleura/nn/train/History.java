package org.pleura.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a training went, epoch by epoch.
 *
 * @param epochs in order
 */
public record History(List<Epoch> epochs) {
  /** Copies the list. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * One epoch. Training figures are averaged while the weights change and with dropout on, as Keras
   * reports them; validation figures are those of the weights at the epoch's end.
   *
   * @param number from 1
   * @param loss mean loss of the training images, in nats
   * @param accuracy share of training images on the right side of probability 0.5
   * @param validationLoss mean loss of the validation images, in nats
   * @param validationAccuracy share of validation images on the right side
   * @param seconds the whole epoch, validation included
   */
  public record Epoch(
      int number,
      double loss,
      double accuracy,
      double validationLoss,
      double validationAccuracy,
      double seconds) {}

  /**
   * The epoch with the smallest validation loss, the first of equals.
   *
   * @return its number, from 1; empty before the first epoch
   */
  public OptionalInt bestEpoch() {
    OptionalInt best = OptionalInt.empty();
    double smallest = Double.POSITIVE_INFINITY;
    for (Epoch epoch : epochs) {
      if (epoch.validationLoss() < smallest) {
        smallest = epoch.validationLoss();
        best = OptionalInt.of(epoch.number());
      }
    }
    return best;
  }

  /**
   * These epochs and then those of another training, counted on.
   *
   * @param other the later history
   * @return both
   */
  public History followedBy(History other) {
    List<Epoch> longer = new ArrayList<>(epochs);
    for (Epoch epoch : other.epochs) {
      longer.add(
          new Epoch(
              epochs.size() + epoch.number(),
              epoch.loss(),
              epoch.accuracy(),
              epoch.validationLoss(),
              epoch.validationAccuracy(),
              epoch.seconds()));
    }
    return new History(longer);
  }

  History with(Epoch epoch) {
    List<Epoch> longer = new ArrayList<>(epochs);
    longer.add(epoch);
    return new History(longer);
  }
}
