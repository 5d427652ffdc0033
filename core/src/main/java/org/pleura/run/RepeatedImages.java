package org.pleura.run;

import java.util.List;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.TrainingSet;

/**
 * A training set in which a few images are shown again and again, the two classes in turn: to see
 * how long a training takes, not what it learns.
 *
 * @param images the inputs of the network
 * @param size how many the set pretends to have
 */
record RepeatedImages(List<float[]> images, int size) implements TrainingSet {
  @Override
  public float target(int index) {
    return (index + 1) % 2;
  }

  @Override
  public Input draw(int index, Mt19937 numpy) {
    return Input.of(images.get(index % images.size()));
  }
}
