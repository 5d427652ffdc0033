package org.pleura.nn.train;

/**
 * The loss of a yes-or-no classifier, from its logit z and the truth y: {@code max(z, 0) - z * y +
 * log(1 + exp(-|z|))}. Written so, it never overflows and never needs a clipped probability.
 */
public final class BinaryCrossentropy {
  private BinaryCrossentropy() {}

  /**
   * The loss of one image.
   *
   * @param logit what the network made of it, before the sigmoid
   * @param target the truth, 0 to 1
   * @return the loss in nats, 0 or more
   */
  public static double loss(float logit, float target) {
    return Math.max(logit, 0.0)
        - (double) logit * target
        + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
  }

  /**
   * The derivative of {@link #loss} with respect to the logit.
   *
   * @param logit what the network made of it
   * @param target the truth, 0 to 1
   * @return {@code sigmoid(logit) - target}
   */
  public static float derivative(float logit, float target) {
    return probability(logit) - target;
  }

  /**
   * The sigmoid.
   *
   * @param logit any number
   * @return {@code 1 / (1 + exp(-logit))}, rounded to float
   */
  public static float probability(float logit) {
    return (float) (1.0 / (1.0 + StrictMath.exp(-(double) logit)));
  }
}
