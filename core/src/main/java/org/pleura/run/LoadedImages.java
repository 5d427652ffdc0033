package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.data.UnusableDataException;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.UnreadableImageException;
import org.pleura.nn.Input;
import org.pleura.prepare.ConstantImageException;
import org.pleura.prepare.Preparation;
import org.pleura.prepare.PreparedImage;

/**
 * The images of a data set as a network sees them. Each was read once to see that it can be;
 * resized images are kept in memory up to a limit, the others are read again when asked for. Safe
 * for use by several threads.
 */
public final class LoadedImages {

  private final Dataset data;
  private final Preparation preparation;
  private final long cacheBytes;
  private final Map<String, PreparedImage> cache = new ConcurrentHashMap<>();
  private final AtomicLong cachedBytes = new AtomicLong();
  private List<Radiograph> radiographs = List.of();
  private List<Provenance.LeftOut> leftOut = List.of();

  private LoadedImages(Dataset data, Preparation preparation, long cacheBytes) {
    this.data = data;
    this.preparation = preparation;
    this.cacheBytes = cacheBytes;
  }

  /**
   * Reads, decodes, resizes and standardises every image of a data set once.
   *
   * @param data the data set; must stay open as long as the images are used
   * @param preparation how
   * @param loading threads, cache, and what to do with an image that cannot be read
   * @param progress hears how many are done
   * @return the images
   * @throws UnusableDataException if an image cannot be used and is not to be left out; the message
   *     names the first, and says how many there are
   * @throws IOException if the data set cannot be read
   */
  public static LoadedImages of(
      Dataset data, Preparation preparation, Loading loading, Progress progress)
      throws IOException {
    LoadedImages images = new LoadedImages(data, preparation, loading.cacheBytes());
    List<Optional<String>> problems =
        Threads.map(
            loading.threads(), data.radiographs(), "Reading images", progress, images::problem);
    images.keepUsable(problems, loading.skipUnreadable());
    return images;
  }

  /** Why an image cannot be used, if it cannot. */
  private Optional<String> problem(Radiograph radiograph) throws IOException {
    try {
      resized(radiograph);
      return Optional.empty();
    } catch (UnreadableImageException | UnusableImageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private void keepUsable(List<Optional<String>> problems, boolean skipUnreadable)
      throws UnusableDataException {
    List<Radiograph> usable = new ArrayList<>();
    List<Provenance.LeftOut> unusable = new ArrayList<>();
    for (int i = 0; i < problems.size(); i++) {
      Radiograph radiograph = data.radiographs().get(i);
      problems
          .get(i)
          .ifPresentOrElse(
              problem -> unusable.add(new Provenance.LeftOut(radiograph.name(), problem)),
              () -> usable.add(radiograph));
    }
    if (!unusable.isEmpty() && !skipUnreadable) {
      int others = unusable.size() - 1;
      throw new UnusableDataException(
          unusable.get(0).reason().replaceFirst("\\.$", "")
              + (others == 0 ? "" : " (and " + others + " more like it)")
              + "; mend or remove it, or leave out what cannot be read with --skip-unreadable.");
    }
    this.radiographs = List.copyOf(usable);
    this.leftOut = List.copyOf(unusable);
  }

  /**
   * The images that can be used.
   *
   * @return in the data set's order
   */
  public List<Radiograph> radiographs() {
    return radiographs;
  }

  /**
   * What was left out.
   *
   * @return the images with the reason, in the data set's order; empty unless asked for
   */
  public List<Provenance.LeftOut> leftOut() {
    return leftOut;
  }

  /**
   * The input of a network.
   *
   * @param radiograph one of the data set
   * @return height * width numbers, row by row; the caller's own
   * @throws UnreadableImageException if the file is no readable image
   * @throws UnusableDataException if all its pixels are the same, or the file has changed
   * @throws IOException if the file cannot be read
   */
  public float[] prepared(Radiograph radiograph) throws IOException {
    return resized(radiograph).values();
  }

  /**
   * The input of a network, read when it is needed.
   *
   * @param radiograph one of the data set
   * @return the input; if the file cannot be read any more, its use throws an {@link
   *     UncheckedIOException}
   */
  public Input input(Radiograph radiograph) {
    return pixels -> resizedUnchecked(radiograph).writeTo(pixels);
  }

  /** As {@link #prepared}, for callers that cannot throw. */
  float[] preparedUnchecked(Radiograph radiograph) {
    return resizedUnchecked(radiograph).values();
  }

  private PreparedImage resizedUnchecked(Radiograph radiograph) {
    try {
      return resized(radiograph);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PreparedImage resized(Radiograph radiograph) throws IOException {
    PreparedImage cached = cache.get(radiograph.name());
    if (cached != null) {
      return cached;
    }
    PreparedImage prepared = read(radiograph);
    boolean fits = cachedBytes.addAndGet(prepared.bytes()) <= cacheBytes;
    if (!fits || cache.putIfAbsent(radiograph.name(), prepared) != null) {
      cachedBytes.addAndGet(-prepared.bytes());
    }
    return prepared;
  }

  private PreparedImage read(Radiograph radiograph) throws IOException {
    try {
      return preparation.resized(gray(radiograph));
    } catch (ConstantImageException e) {
      throw new UnusableImageException(radiograph.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The image itself, in gray and in its own size.
   *
   * @param radiograph one of the data set
   * @return the image, decoded anew
   * @throws IOException if the file cannot be read as an image
   */
  public GrayImage gray(Radiograph radiograph) throws IOException {
    return ImageFiles.decodeGray(data.read(radiograph), radiograph.name());
  }
}
