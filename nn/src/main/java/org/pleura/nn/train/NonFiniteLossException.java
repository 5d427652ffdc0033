package org.pleura.nn.train;

/**
 * The loss became infinite or not a number: the weights have run away and training is pointless.
 */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(int epoch, int batch) {
    super(
        "the loss is not a finite number any more at epoch "
            + epoch
            + ", mini-batch "
            + batch
            + "; try a smaller learning rate, and look for images with extreme values");
  }
}
