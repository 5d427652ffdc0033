package org.pleura.model;

import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.OptimizerState;

/**
 * Where the optimiser of a training stands, so that the training can go on.
 *
 * @param optimizer the rule and its options; the learning rate is the one at that moment
 * @param state the steps done, and what the rule remembers of them
 */
public record Optimization(Optimizer optimizer, OptimizerState state) {
  /**
   * Checks that the two belong together.
   *
   * @throws IllegalArgumentException if the state has another number of slots than the rule keeps
   */
  public Optimization {
    if (state.slotCount() != optimizer.slots()) {
      throw new IllegalArgumentException(
          optimizer + " keeps " + optimizer.slots() + " slots, not " + state.slotCount());
    }
  }
}
