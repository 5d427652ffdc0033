package org.pleura.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pleura.data.Phantoms;
import org.pleura.data.Radiograph;
import org.pleura.prepare.Preparation;
import org.pleura.prepare.PreparedImage;

/**
 * Drawn radiographs, prepared as a network sees them, for trainings that show some beside the
 * radiographs of people; see {@link Plan.Training#phantomShare}. They are the same in every run:
 * effusion and none in turn, of a seed that no data set of phantoms can have. Drawn when they are
 * asked for, once. Safe for use by several threads.
 */
final class PhantomPool {

  /** A seed on the command line is below 2^32. */
  private static final long SEED = 1L << 40;

  private static final int MOST = 2000;

  private final Preparation preparation;
  private final List<PreparedImage> drawn = new ArrayList<>();

  PhantomPool(Preparation preparation) {
    this.preparation = preparation;
  }

  /** The truth of a phantom: 1, an effusion, for every second one from the first. */
  static int label(int index) {
    return 1 - index % 2;
  }

  /**
   * How many an epoch shows.
   *
   * @param radiographs the training part
   */
  static int places(Plan plan, List<Radiograph> radiographs) {
    return radiographs.stream()
        .filter(radiograph -> radiograph.label() == 1)
        .findFirst()
        .map(one -> plan.training().phantoms(radiographs.size(), one.className()))
        .orElse(0);
  }

  /**
   * Of how many different ones those of an epoch are chosen: four times as many, so that each is
   * seen less often than a radiograph; but no more than {@value #MOST}, which are soon drawn and
   * take some 35 MB at the default plan's size.
   */
  static int different(int places) {
    return Math.min(MOST, 4 * places);
  }

  /** Those of which a training shows some in each epoch. */
  List<PreparedImage> toShow(
      Plan plan, List<Radiograph> radiographs, int threads, Progress progress) throws IOException {
    return first(different(places(plan, radiographs)), threads, progress);
  }

  /**
   * The first ones.
   *
   * @param count how many
   * @param threads how many draw at once; the drawings do not depend on it
   * @param progress hears how many are drawn
   * @return their prepared pixels
   */
  synchronized List<PreparedImage> first(int count, int threads, Progress progress)
      throws IOException {
    List<Integer> missing = IntStream.range(drawn.size(), count).boxed().toList();
    drawn.addAll(
        Threads.map(
            threads,
            missing,
            "Drawing phantoms",
            progress,
            index ->
                preparation.resized(Phantoms.draw(SEED, index / 2, label(index) == 1).image())));
    return List.copyOf(drawn.subList(0, count));
  }
}
