package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import org.pleura.data.Radiograph;
import org.pleura.nn.Input;
import org.pleura.prepare.PreparedImage;

/**
 * Reads the images of a mini-batch that memory does not hold, on threads of its own, while the
 * network computes the first of them. A thread that computes and comes to an image that nobody has
 * begun reads it itself. It holds no more images than a mini-batch has.
 *
 * <p>Nothing is read before the first image of the mini-batch is asked for, since trainings also
 * draw mini-batches that they throw away.
 */
final class ReadAhead implements AutoCloseable {
  private final LoadedImages images;
  private final int batchSize;
  private final ExecutorService readers;
  private final Queue<FutureTask<PreparedImage>> drawn = new ArrayDeque<>();

  /**
   * Reads ahead in some images.
   *
   * @param images the images
   * @param batchSize how many are drawn at a time, at most
   * @param threads how many read at once
   */
  ReadAhead(LoadedImages images, int batchSize, int threads) {
    this.images = images;
    this.batchSize = batchSize;
    this.readers = Threads.pool(threads);
  }

  /** An image of the next mini-batch. */
  Input drawn(Radiograph radiograph) {
    Optional<PreparedImage> kept = images.kept(radiograph);
    if (kept.isPresent()) {
      return kept.get()::writeTo;
    }
    FutureTask<PreparedImage> reading = new FutureTask<>(() -> images.resized(radiograph));
    synchronized (drawn) {
      drawn.add(reading);
      if (drawn.size() > batchSize) {
        drawn.remove();
      }
    }
    return pixels -> {
      begin();
      reading.run(); // does nothing if a reader has begun
      result(reading).writeTo(pixels);
    };
  }

  private void begin() {
    synchronized (drawn) {
      drawn.forEach(readers::execute);
      drawn.clear();
    }
  }

  private static PreparedImage result(FutureTask<PreparedImage> reading) {
    try {
      return Threads.result(reading);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the threads; what they have begun is not waited for. */
  @Override
  public void close() {
    readers.shutdownNow();
  }
}
