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
 * @param prepared the pixels of each, which are not changed
 * @param augmentation how images are varied
 * @param preparation of which size they are
 */
record TrainingImages(
    List<Radiograph> radiographs,
    Function<Radiograph, float[]> prepared,
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
    Radiograph radiograph = radiographs.get(index);
    return pixels -> {
      float[] own = prepared.apply(radiograph);
      float[] moved =
          variation.isIdentity()
              ? own
              : variation.apply(own, preparation.height(), preparation.width());
      System.arraycopy(moved, 0, pixels, 0, pixels.length);
    };
  }
}
