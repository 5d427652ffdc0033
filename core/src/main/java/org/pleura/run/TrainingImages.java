package org.pleura.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.TrainingSet;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;
import org.pleura.prepare.PreparedImage;
import org.pleura.prepare.Variation;

/**
 * The training part as the training loop asks for it: prepared, and augmented anew each time.
 * Behind the radiographs come places for phantoms, as many of them with an effusion as among the
 * radiographs and evenly among the others; which phantom of its class stands in such a place is
 * drawn anew each time.
 *
 * @param radiographs the images with their labels
 * @param drawn the prepared pixels of each; asked when it is drawn, some time before they are used
 * @param phantoms to choose from, as {@link PhantomPool} orders them; empty if none are shown
 * @param places the labels of the phantoms that an epoch shows; none if there are none
 * @param augmentation how images are varied
 * @param preparation of which size they are
 */
record TrainingImages(
    List<Radiograph> radiographs,
    Function<Radiograph, Input> drawn,
    List<PreparedImage> phantoms,
    List<Integer> places,
    Augmentation augmentation,
    Preparation preparation)
    implements TrainingSet {

  /** As a plan's training shows them, with phantoms of {@link PhantomPool#toShow} if it asks. */
  static TrainingImages of(
      Plan plan,
      List<Radiograph> radiographs,
      Function<Radiograph, Input> drawn,
      List<PreparedImage> phantoms) {
    return new TrainingImages(
        radiographs,
        drawn,
        phantoms,
        places(PhantomPool.places(plan, radiographs), radiographs),
        plan.augmentation(),
        plan.preparation());
  }

  /** Radiographs alone. */
  static TrainingImages of(
      List<Radiograph> radiographs,
      Function<Radiograph, Input> drawn,
      Augmentation augmentation,
      Preparation preparation) {
    return new TrainingImages(radiographs, drawn, List.of(), List.of(), augmentation, preparation);
  }

  @Override
  public int size() {
    return radiographs.size() + places.size();
  }

  @Override
  public float target(int index) {
    int place = index - radiographs.size();
    return place < 0 ? radiographs.get(index).label() : places.get(place);
  }

  @Override
  public Input draw(int index, Mt19937 numpy) {
    Variation variation = augmentation.draw(numpy);
    Input own = own(index, numpy);
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

  private Input own(int index, Mt19937 numpy) {
    int place = index - radiographs.size();
    if (place < 0) {
      return drawn.apply(radiographs.get(index));
    }
    // Those of a class are every second one of them all, effusions first.
    int chosen = 2 * numpy.interval(phantoms.size() / 2 - 1) + 1 - places.get(place);
    return phantoms.get(chosen)::writeTo;
  }

  /**
   * The labels of so many places. The first k of them have k p effusions, rounded up, where p is
   * the share of label 1 among the radiographs: with as many of both, every second one.
   */
  static List<Integer> places(int count, List<Radiograph> radiographs) {
    long positives = radiographs.stream().filter(radiograph -> radiograph.label() == 1).count();
    List<Integer> labels = new ArrayList<>();
    long before = 0;
    for (int k = 1; k <= count; k++) {
      long effusions = (k * positives + radiographs.size() - 1) / radiographs.size();
      labels.add((int) (effusions - before));
      before = effusions;
    }
    return List.copyOf(labels);
  }
}
