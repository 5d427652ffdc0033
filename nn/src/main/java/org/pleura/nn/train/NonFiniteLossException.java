package org.pleura.nn.train;

/**
 * The loss became infinite or not a number: the weights have run away and training is pointless.
 */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where "epoch 3, mini-batch 7", for example
   */
  NonFiniteLossException(String where) {
    super(
        "the loss is not a finite number any more at "
            + where
            + "; try a smaller learning rate, and look for images with extreme values");
  }
}
