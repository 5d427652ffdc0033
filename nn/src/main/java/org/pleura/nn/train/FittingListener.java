package org.pleura.nn.train;

/**
 * Is told how a training goes, on the thread that called {@link Fitting#run}. An exception it
 * throws ends the training.
 */
public interface FittingListener {
  /**
   * A mini-batch is done.
   *
   * @param epoch the epoch, from 1
   * @param batch how many mini-batches of it are done
   * @param batches how many it has
   * @param loss the mean loss of the epoch so far
   * @param accuracy the accuracy of the epoch so far
   */
  default void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {}

  /**
   * An epoch is done.
   *
   * @param state where the training stands; its last epoch is the one done
   * @param improved whether it changed the weights to keep, {@link TrainingState#best}
   */
  default void epochEnded(TrainingState state, boolean improved) {}

  /**
   * Is asked after {@link #epochEnded} whether the training may end with this epoch.
   *
   * @param state where the training stands
   * @return true to end it; false, the usual answer, to go on as planned
   */
  default boolean isEnough(TrainingState state) {
    return false;
  }
}
