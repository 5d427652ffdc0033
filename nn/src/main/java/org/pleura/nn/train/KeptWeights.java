package org.pleura.nn.train;

import org.pleura.nn.Network;

/** Which weights a training keeps in the end. */
public sealed interface KeptWeights {
  /**
   * Whether an epoch changes what is kept.
   *
   * @param history the epochs, that one included
   * @param epochs how many the training has
   * @return true if {@link #after} returns other weights than were kept before
   */
  boolean change(History history, int epochs);

  /**
   * What is kept after an epoch that {@linkplain #change changes} it.
   *
   * @param kept what was kept before
   * @param now the weights after the epoch
   * @param history the epochs, that one included
   * @param epochs how many the training has
   * @return the weights to keep
   */
  Network after(Network kept, Network now, History history, int epochs);

  /** Those of the epoch with the smallest validation loss, as Keras's checkpoints do. */
  record BestEpoch() implements KeptWeights {
    @Override
    public boolean change(History history, int epochs) {
      return history.bestEpoch().orElse(-1) == history.epochs().size();
    }

    @Override
    public Network after(Network kept, Network now, History history, int epochs) {
      return now;
    }
  }

  /**
   * The mean of the weights after the last epochs, moving statistics included (stochastic weight
   * averaging; Izmailov et al., UAI 2018, arXiv 1803.05407): it does not depend on the luck of one
   * epoch, nor on the validation images. Before those epochs the latest weights are kept.
   *
   * @param last how many epochs, 1 or more
   */
  record MeanOfLastEpochs(int last) implements KeptWeights {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public MeanOfLastEpochs {
      if (last < 1) {
        throw new IllegalArgumentException(
            "a mean is taken over at least one epoch, not over " + last);
      }
    }

    @Override
    public boolean change(History history, int epochs) {
      return true;
    }

    /** The mean of n is that of n - 1, moved by an n-th of the way towards the newest. */
    @Override
    public Network after(Network kept, Network now, History history, int epochs) {
      int count = history.epochs().size() - Math.max(0, epochs - last);
      if (count <= 1) {
        return now;
      }
      float[] mean = kept.weights();
      float[] newest = now.weights();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (newest[i] - mean[i]) / count;
      }
      return Network.of(now.graph(), mean);
    }
  }
}
