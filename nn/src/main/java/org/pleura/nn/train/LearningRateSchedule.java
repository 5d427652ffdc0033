package org.pleura.nn.train;

/** How the learning rate changes from epoch to epoch. */
public sealed interface LearningRateSchedule {
  /**
   * The factor of the optimiser's learning rate in an epoch.
   *
   * @param epoch the epoch, from 0
   * @param epochs how many there are
   * @return a factor, above 0
   */
  double factor(int epoch, int epochs);

  /** Always the same. */
  record Constant() implements LearningRateSchedule {
    @Override
    public double factor(int epoch, int epochs) {
      return 1;
    }
  }

  /**
   * Rises evenly for a few epochs, then falls along half a cosine (Loshchilov and Hutter, ICLR
   * 2017, arXiv 1608.03983).
   *
   * @param warmupEpochs epochs of rising, 0 or more
   * @param last the factor at the end, above 0 to 1
   */
  record CosineDecay(int warmupEpochs, double last) implements LearningRateSchedule {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public CosineDecay {
      if (warmupEpochs < 0 || !(last > 0 && last <= 1)) {
        throw new IllegalArgumentException(
            "cosine decay needs warmupEpochs of at least 0 and last above 0 up to 1: warmupEpochs="
                + warmupEpochs
                + ", last="
                + last);
      }
    }

    @Override
    public double factor(int epoch, int epochs) {
      if (epoch < warmupEpochs) {
        return (epoch + 1.0) / (warmupEpochs + 1.0);
      }
      int falling = Math.max(1, epochs - 1 - warmupEpochs);
      double way = Math.min(1.0, (epoch - warmupEpochs) / (double) falling);
      return last + (1 - last) * 0.5 * (1 + StrictMath.cos(Math.PI * way));
    }
  }
}
