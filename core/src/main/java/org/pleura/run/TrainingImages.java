package org.pleura.run;

import java.util.List;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.TrainingSet;
import org.pleura.prepare.AffineTransform;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;

/** The training part as the training loop asks for it: prepared, and augmented anew each time. */
record TrainingImages(
    List<Radiograph> radiographs,
    LoadedImages images,
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
    AffineTransform transform = augmentation.draw(numpy);
    Radiograph radiograph = radiographs.get(index);
    if (transform.equals(AffineTransform.IDENTITY)) {
      return images.input(radiograph);
    }
    return pixels -> {
      float[] prepared = images.sharedUnchecked(radiograph);
      float[] moved = transform.apply(prepared, preparation.height(), preparation.width());
      System.arraycopy(moved, 0, pixels, 0, pixels.length);
    };
  }
}
