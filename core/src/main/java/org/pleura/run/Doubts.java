package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.image.UnreadableImageException;
import org.pleura.inspect.Oddities;
import org.pleura.inspect.Typicality;

/**
 * Why an answer about an image may be worth little: the image is odd, unlike those a run's model
 * was trained on, or one of those themselves. Known from the run's folder alone, so that a few
 * images are answered at once. Immutable.
 */
public final class Doubts {
  /** More training images than these tell no more about what is usual. */
  private static final int LEARNT_FROM = 1000;

  private final Map<String, RunFacts.Filed> own;
  private final Optional<Typicality> usual;
  private final boolean drawn;

  private Doubts(Map<String, RunFacts.Filed> own, Optional<Typicality> usual, boolean drawn) {
    this.own = own;
    this.usual = usual;
    this.drawn = drawn;
  }

  /**
   * What a run's folder knows of the images that its model was trained on.
   *
   * @param folder of a run, or of an imported model, of which nothing is known
   * @return what to compare images with
   * @throws IOException if a file is damaged
   */
  public static Doubts of(RunFolder folder) throws IOException {
    Optional<Typicality> usual =
        Files.exists(folder.typicality())
            ? Optional.of(TypicalityFile.read(folder.typicality()))
            : Optional.empty();
    boolean drawn = !folder.isImported() && Provenance.read(folder).drawn();
    return new Doubts(RunFacts.bySha256(folder), usual, drawn);
  }

  /**
   * What is usual among training images.
   *
   * @param training the images
   * @param images where they are
   * @param height of the prepared images
   * @param width of the prepared images
   * @return empty if they are fewer than {@link Typicality#FEWEST}
   * @throws IOException if one cannot be read any more
   */
  public static Optional<Typicality> usual(
      List<Radiograph> training, LoadedImages images, int height, int width) throws IOException {
    if (training.size() < Typicality.FEWEST) {
      return Optional.empty();
    }
    int step = (training.size() + LEARNT_FROM - 1) / LEARNT_FROM;
    try {
      return Optional.of(Typicality.of(new OneAtATime(training, images, step), height, width));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Every so many of the images; a thousand at once would take more memory than the training. */
  private static final class OneAtATime extends AbstractList<float[]> {
    private final List<Radiograph> radiographs;
    private final LoadedImages images;
    private final int step;

    OneAtATime(List<Radiograph> radiographs, LoadedImages images, int step) {
      this.radiographs = radiographs;
      this.images = images;
      this.step = step;
    }

    @Override
    public float[] get(int index) {
      return images.preparedUnchecked(radiographs.get(index * step));
    }

    @Override
    public int size() {
      return (radiographs.size() + step - 1) / step;
    }
  }

  /**
   * The image of the run that a file is.
   *
   * @param image the file
   * @return by its SHA-256; empty if it is not of this run
   */
  public Optional<RunFacts.Filed> own(ImageFile image) {
    return Optional.ofNullable(own.get(image.sha256()));
  }

  /**
   * Whether images can be compared with those of the training.
   *
   * @return false for an imported model, of few training images, and for a run of before that was
   *     kept
   */
  public boolean knowsWhatIsUsual() {
    return usual.isPresent();
  }

  /**
   * What is to be said of an answer about an image.
   *
   * @param image the file
   * @param prepared the same as the network sees it
   * @return a sentence each; usually none
   * @throws UnreadableImageException if its colours cannot be read
   */
  public List<String> about(ImageFile image, float[] prepared) throws UnreadableImageException {
    List<String> doubts = new ArrayList<>();
    Optional<RunFacts.Filed> filed = own(image);
    if (filed.isPresent() && filed.get().part() != Part.TEST) {
      doubts.add(
          filed.get().part() == Part.TRAIN
              ? "It is one of the images that the model was trained on."
              : "It is one of the validation images, by which the training was watched.");
    }
    if (drawn && filed.isEmpty() && !isDrawn(image.path())) {
      doubts.add("This model was trained on drawings, and it is not known to be one.");
    }
    doubts.addAll(Oddities.of(image.bytes(), image.gray()));
    usual.flatMap(known -> Oddities.unlike(known, prepared)).ifPresent(doubts::add);
    return doubts;
  }

  /** As of a data set: a table of phantoms lies beside the folder of its class. */
  private static boolean isDrawn(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return folder != null && Files.exists(folder.resolveSibling("phantoms.csv"));
  }
}
