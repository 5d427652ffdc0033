package org.pleura.run;

import java.util.List;
import java.util.function.Function;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.TrainingSet;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;
import org.pleura.prepare.Variation;

/**
 * The training part as the training loop asks for it: prepared, and augmented anew each time.
 *
 * @param radiographs the images with their labels
 * @param drawn the prepared pixels of each; asked when it is drawn, some time before they are used
 * @param augmentation how images are varied
 * @param preparation of which size they are
 */
record TrainingImages(
    List<Radiograph> radiographs,
    Function<Radiograph, Input> drawn,
    Augmentation augmentation,
    Preparation preparation)
    implements TrainingSet {

  @Override
  public int size() {
    return radiographs.size();
  }

  @Override
  public float target(int index) {
    return radiographs.get(index).label();
  }

  @Override
  public Input draw(int index, Mt19937 numpy) {
    Variation variation = augmentation.draw(numpy);
    Input own = drawn.apply(radiographs.get(index));
    if (variation.isIdentity()) {
      return own;
    }
    return pixels -> {
      float[] still = new float[pixels.length];
      own.writeTo(still);
      float[] moved = variation.apply(still, preparation.height(), preparation.width());
      System.arraycopy(moved, 0, pixels, 0, pixels.length);
    };
  }
}
