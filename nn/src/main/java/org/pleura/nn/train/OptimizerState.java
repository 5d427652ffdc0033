package org.pleura.nn.train;

import java.util.Arrays;

/**
 * What an optimiser remembers between steps: how many there were, and a few numbers for each weight
 * in the order of the weights (for Adam slot 0 is the mean of the gradient and slot 1 the mean of
 * its square, which Keras calls momentum and velocity).
 *
 * <p>Belongs to one training, which changes it; {@link #copy()} keeps a moment of it.
 */
public final class OptimizerState {
  private long iterations;
  private final float[][] slots;

  /**
   * A state that was saved.
   *
   * @param iterations steps done
   * @param slots the kept numbers; copied
   */
  public OptimizerState(long iterations, float[][] slots) {
    this.iterations = iterations;
    this.slots = Arrays.stream(slots).map(float[]::clone).toArray(float[][]::new);
  }

  /**
   * The state before the first step.
   *
   * @param optimizer whose
   * @param weights how many weights there are
   * @return zeros
   */
  public static OptimizerState before(Optimizer optimizer, int weights) {
    return new OptimizerState(0, new float[optimizer.slots()][weights]);
  }

  /**
   * Steps done.
   *
   * @return the count
   */
  public long iterations() {
    return iterations;
  }

  void count() {
    iterations++;
  }

  /**
   * How many numbers are kept for each weight.
   *
   * @return the number of slots
   */
  public int slotCount() {
    return slots.length;
  }

  /**
   * One kept number for each weight: the array itself, not a copy.
   *
   * @param slot which
   * @return the numbers
   */
  public float[] slot(int slot) {
    return slots[slot];
  }

  /**
   * This moment.
   *
   * @return a copy that no training changes
   */
  public OptimizerState copy() {
    return new OptimizerState(iterations, slots);
  }
}
