package org.pleura.model;

import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.OptimizerState;

/**
 * Where the optimiser of a training stands, so that the training can go on.
 *
 * @param optimizer the rule and its options; the learning rate is the one at that moment
 * @param state the steps done, and what the rule remembers of them
 * @param labelSmoothing s, 0 to below 1: the loss is that of the truths {@code y (1 - s) + s / 2}
 */
public record Optimization(Optimizer optimizer, OptimizerState state, double labelSmoothing) {
  /**
   * Checks that they belong together.
   *
   * @throws IllegalArgumentException if the state has another number of slots than the rule keeps,
   *     or the smoothing is out of its range
   */
  public Optimization {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException("label smoothing is 0 to below 1, not " + labelSmoothing);
    }
    if (state.slotCount() != optimizer.slots()) {
      throw new IllegalArgumentException(
          optimizer + " keeps " + optimizer.slots() + " slots, not " + state.slotCount());
    }
  }
}
