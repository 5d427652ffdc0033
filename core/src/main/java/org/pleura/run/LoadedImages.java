package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Dataset;
import org.pleura.data.Labelling;
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
 * resized images are kept in memory up to a limit, the others are read again when asked for. Which
 * ones are kept is left to chance, and nothing but time depends on it: a training shows every image
 * once in an epoch, so that none is worth more than another. Safe for use by several threads.
 */
public final class LoadedImages {

  private final Dataset data;
  private final Preparation preparation;
  private final Cache cache;
  private final List<Radiograph> radiographs;
  private final List<Provenance.LeftOut> leftOut;
  private final PhantomPool phantoms;

  private LoadedImages(
      Dataset data,
      Preparation preparation,
      Cache cache,
      List<Radiograph> radiographs,
      List<Provenance.LeftOut> leftOut) {
    this.data = data;
    this.preparation = preparation;
    this.cache = cache;
    this.radiographs = List.copyOf(radiographs);
    this.leftOut = List.copyOf(leftOut);
    this.phantoms = new PhantomPool(preparation);
  }

  /** Prepared images by name, up to so many bytes; what has come in stays. */
  private static final class Cache {
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, PreparedImage> images = new ConcurrentHashMap<>();

    Cache(long mostBytes) {
      this.mostBytes = mostBytes;
    }

    @Nullable PreparedImage get(String name) {
      return images.get(name);
    }

    void offer(String name, PreparedImage image) {
      boolean fits = bytes.addAndGet(image.bytes()) <= mostBytes;
      if (!fits || images.putIfAbsent(name, image) != null) {
        bytes.addAndGet(-image.bytes());
      }
    }
  }

  /**
   * Opens a data set, and reads, hashes, decodes, resizes and standardises every image of it once.
   *
   * @param location a folder or a zip
   * @param labelling where labels and patients come from
   * @param preparation how
   * @param loading threads, cache, and what to do with an image that cannot be read
   * @param progress hears how many are done
   * @return the images; their {@link #dataset()} must stay open as long as they are used
   * @throws UnusableDataException if the data set cannot be used as asked, or an image cannot be
   *     used and is not to be left out; the message names the first, and says how many there are
   * @throws IOException if the data set cannot be read
   */
  public static LoadedImages open(
      Path location,
      Labelling labelling,
      Preparation preparation,
      Loading loading,
      Progress progress)
      throws IOException {
    Cache cache = new Cache(loading.cacheBytes());
    Map<String, String> problems = new ConcurrentHashMap<>();
    Dataset data =
        Dataset.open(
            location,
            labelling,
            (names, reader) ->
                Threads.map(
                    loading.threads(),
                    names,
                    "Reading images",
                    progress,
                    name ->
                        reader.read(
                            name,
                            file -> {
                              try {
                                cache.offer(name, prepared(name, file, preparation));
                              } catch (UnreadableImageException | UnusableImageException e) {
                                problems.put(name, String.valueOf(e.getMessage()));
                              }
                            })));
    try {
      return usable(data, preparation, cache, problems, loading.skipUnreadable());
    } catch (UnusableDataException e) {
      data.close();
      throw e;
    }
  }

  private static LoadedImages usable(
      Dataset data,
      Preparation preparation,
      Cache cache,
      Map<String, String> problems,
      boolean skipUnreadable)
      throws UnusableDataException {
    List<Radiograph> usable = new ArrayList<>();
    List<Provenance.LeftOut> unusable = new ArrayList<>();
    for (Radiograph radiograph : data.radiographs()) {
      String problem = problems.get(radiograph.name());
      if (problem == null) {
        usable.add(radiograph);
      } else {
        unusable.add(new Provenance.LeftOut(radiograph.name(), problem));
      }
    }
    if (!unusable.isEmpty() && !skipUnreadable) {
      int others = unusable.size() - 1;
      throw new UnusableDataException(
          unusable.get(0).reason().replaceFirst("\\.$", "")
              + (others == 0 ? "" : " (and " + others + " more like it)")
              + "; mend or remove it, or leave out what cannot be read with --skip-unreadable.");
    }
    return new LoadedImages(data, preparation, cache, usable, unusable);
  }

  /**
   * The files.
   *
   * @return the data set, with the images that cannot be used
   */
  public Dataset dataset() {
    return data;
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

  /** Drawings prepared in the same way; none are drawn until they are asked for. */
  PhantomPool phantoms() {
    return phantoms;
  }

  /** From memory, if it is there. */
  Optional<PreparedImage> kept(Radiograph radiograph) {
    return Optional.ofNullable(cache.get(radiograph.name()));
  }

  /** From memory or the file. */
  PreparedImage resized(Radiograph radiograph) throws IOException {
    PreparedImage kept = cache.get(radiograph.name());
    if (kept != null) {
      return kept;
    }
    PreparedImage read = prepared(radiograph.name(), data.read(radiograph), preparation);
    cache.offer(radiograph.name(), read);
    return read;
  }

  private static PreparedImage prepared(String name, byte[] file, Preparation preparation)
      throws IOException {
    try {
      return preparation.resized(ImageFiles.decodeGray(file, name));
    } catch (ConstantImageException e) {
      throw new UnusableImageException(name + ": " + e.getMessage(), e);
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
