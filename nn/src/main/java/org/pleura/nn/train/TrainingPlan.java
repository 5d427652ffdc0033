package org.pleura.nn.train;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a training is asked to do. Together with the graph and the images it determines the weights
 * to the bit.
 *
 * @param epochs how many at most
 * @param batchSize images of a mini-batch
 * @param stepsPerEpoch mini-batches of an epoch; empty for all images once
 * @param optimizer how gradients move the weights
 * @param schedule how the learning rate changes
 * @param earlyStopping when to end before the last epoch
 * @param kept which weights are kept in the end
 * @param labelSmoothing s, 0 to below 1: the loss is computed with the truths {@code y (1 - s) + s
 *     / 2}, as in Keras, so that the network need not become ever more certain (Szegedy et al.,
 *     CVPR 2016, arXiv 1512.00567)
 * @param seed of everything random, 0 to 2^32 - 1
 */
public record TrainingPlan(
    int epochs,
    int batchSize,
    OptionalInt stepsPerEpoch,
    Optimizer optimizer,
    LearningRateSchedule schedule,
    Optional<EarlyStopping> earlyStopping,
    KeptWeights kept,
    double labelSmoothing,
    long seed) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public TrainingPlan {
    if (epochs < 1 || batchSize < 1 || stepsPerEpoch.orElse(1) < 1) {
      String steps = stepsPerEpoch.isPresent() ? "" + stepsPerEpoch.getAsInt() : "all";
      throw new IllegalArgumentException(
          "a training has at least one epoch, one image in a mini-batch and one step in an epoch,"
              + (" not epochs=" + epochs + ", batchSize=" + batchSize)
              + (", stepsPerEpoch=" + steps));
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("label smoothing is 0 to below 1, not " + labelSmoothing);
    }
    if (seed < 0 || seed > 0xffffffffL) {
      throw new IllegalArgumentException(
          "a seed is a whole number from 0 to 4294967295, not " + seed);
    }
  }

  /** The truth that the loss is computed with. */
  float smoothed(float target) {
    return (float) (target * (1 - labelSmoothing) + labelSmoothing / 2);
  }
}
