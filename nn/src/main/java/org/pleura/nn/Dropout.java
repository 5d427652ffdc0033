package org.pleura.nn;

import java.util.List;

/**
 * In training, sets a random share of the numbers to 0 and multiplies the others by {@code 1 / (1 -
 * rate)}; otherwise does nothing (Srivastava et al., JMLR 15, 2014).
 *
 * @param rate the share, 0 to less than 1
 */
public record Dropout(double rate) implements Layer {
  /**
   * Checks the rate.
   *
   * @throws IllegalArgumentException if it is not in [0, 1)
   */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("Dropout needs a rate from 0 to less than 1, not " + rate);
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.one(this, inputs);
  }
}
