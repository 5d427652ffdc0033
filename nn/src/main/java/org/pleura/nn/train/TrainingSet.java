package org.pleura.nn.train;

import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;

/** The images a network learns from, in a fixed order, with their truth. */
public interface TrainingSet {
  /**
   * How many there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * The truth of an image.
   *
   * @param index which image
   * @return 1 for the class looked for, 0 for the other
   */
  float target(int index);

  /**
   * An image as it is to be seen this time, augmented perhaps. Only the random numbers are drawn
   * here, in the order in which images are asked for; the work is left to {@link Input#writeTo},
   * which any thread may do later.
   *
   * @param index which image
   * @param numpy NumPy's stream, to draw from
   * @return the image
   */
  Input draw(int index, Mt19937 numpy);
}
