package org.pleura.run;

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
 * @param places how many phantoms are shown in an epoch; 0 if there are none
 * @param positives how many of the radiographs have label 1
 * @param augmentation how images are varied
 * @param preparation of which size they are
 */
record TrainingImages(
    List<Radiograph> radiographs,
    Function<Radiograph, Input> drawn,
    List<PreparedImage> phantoms,
    int places,
    int positives,
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
        PhantomPool.places(plan, radiographs),
        positives(radiographs),
        plan.augmentation(),
        plan.preparation());
  }

  /** Radiographs alone. */
  static TrainingImages of(
      List<Radiograph> radiographs,
      Function<Radiograph, Input> drawn,
      Augmentation augmentation,
      Preparation preparation) {
    return new TrainingImages(
        radiographs, drawn, List.of(), 0, positives(radiographs), augmentation, preparation);
  }

  @Override
  public int size() {
    return radiographs.size() + places;
  }

  @Override
  public float target(int index) {
    int place = index - radiographs.size();
    return place < 0 ? radiographs.get(index).label() : label(place);
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
    int chosen = 2 * numpy.interval(phantoms.size() / 2 - 1) + 1 - label(place);
    return phantoms.get(chosen)::writeTo;
  }

  /**
   * The first k places have k p effusions, rounded up, where p is the share of label 1 among the
   * radiographs: with as many of both, every second one.
   */
  private int label(int place) {
    return effusions(place + 1) - effusions(place);
  }

  private int effusions(int first) {
    long n = radiographs.size();
    return (int) (((long) first * positives + n - 1) / n);
  }

  private static int positives(List<Radiograph> radiographs) {
    return radiographs.stream().mapToInt(Radiograph::label).sum();
  }
}
