package org.pleura.nn.train;

/**
 * Ends a training whose validation loss has not become better for some epochs.
 *
 * @param patience how many epochs without improvement are too many, at least 1
 * @param minimumImprovement by how much the loss must fall to count as better, 0 or more
 */
public record EarlyStopping(int patience, double minimumImprovement) {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public EarlyStopping {
    if (patience < 1 || !(minimumImprovement >= 0)) {
      throw new IllegalArgumentException(
          "early stopping needs a patience of at least 1 and a minimum improvement of at least 0: "
              + ("patience=" + patience + ", minimumImprovement=" + minimumImprovement));
    }
  }

  /**
   * Whether a training should end.
   *
   * @param history the epochs so far
   * @return true if the last {@code patience} epochs brought nothing
   */
  boolean hasCome(History history) {
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (History.Epoch epoch : history.epochs()) {
      if (epoch.validationLoss() < best - minimumImprovement) {
        best = epoch.validationLoss();
        waited = 0;
      } else {
        waited++;
      }
    }
    return waited >= patience;
  }
}
