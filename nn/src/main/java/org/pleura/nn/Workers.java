package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share out numbered, independent pieces of work. Which thread does
 * which piece is left to chance, so a piece must not care.
 *
 * <p>Each thread has a share of its own, the same in every run with as many pieces, and takes from
 * others' shares when it is through; every other run goes through the shares from their ends. So
 * when a mini-batch goes from layer to layer, an image's feature maps are mostly met by the thread
 * that made them, and those made last first, while they are still in its cache.
 */
public final class Workers implements AutoCloseable {
  /** One piece of work. */
  @FunctionalInterface
  public interface Piece {
    /**
     * Does it.
     *
     * @param worker 0 to {@link #count()} - 1: no two pieces run at once with the same number
     * @param piece which piece
     */
    void run(int worker, int piece);
  }

  private final int count;
  private final ExecutorService threads;

  /** Whether the next run goes through each share from its end. */
  private boolean isTurned;

  /**
   * Starts the threads; the caller's own thread is one of them.
   *
   * @param count how many, at least 1
   * @throws IllegalArgumentException if there are none
   */
  public Workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + count);
    }
    this.count = count;
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(1, count - 1),
            task -> {
              Thread thread = new Thread(task, "pleura-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * How many threads work.
   *
   * @return the number
   */
  public int count() {
    return count;
  }

  /**
   * Does all pieces and waits for them. An interruption of the caller is kept for later: half a
   * gradient is of no use to anyone.
   *
   * @param pieces how many
   * @param work what to do with each
   * @throws RuntimeException what a piece threw, others that threw suppressed in it; pieces not yet
   *     started are left out
   */
  public void run(int pieces, Piece work) {
    int shares = Math.min(count, pieces);
    boolean turned = isTurned;
    isTurned = !isTurned;
    AtomicIntegerArray next = new AtomicIntegerArray(shares);
    for (int share = 0; share < shares; share++) {
      next.set(share, startOf(share, shares, pieces));
    }
    List<Future<?>> others = new ArrayList<>();
    for (int worker = 1; worker < shares; worker++) {
      int number = worker;
      others.add(threads.submit(() -> drain(next, pieces, turned, number, work)));
    }
    Throwable failure = null;
    try {
      drain(next, pieces, turned, 0, work);
    } catch (RuntimeException | Error thrown) {
      failure = thrown;
    }
    // Whatever happened here, nobody may still be working when this method ends.
    for (Future<?> other : others) {
      Throwable thrown = await(other);
      if (failure == null) {
        failure = thrown;
      } else if (thrown != null && thrown != failure) {
        failure.addSuppressed(thrown);
      }
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw new IllegalStateException("a piece threw a checked exception", failure);
    }
  }

  private static int startOf(int share, int shares, int pieces) {
    return (int) ((long) share * pieces / shares);
  }

  /** Its own share first, then what is left of the others'. */
  private static void drain(
      AtomicIntegerArray next, int pieces, boolean turned, int worker, Piece work) {
    int shares = next.length();
    try {
      for (int k = 0; k < shares; k++) {
        int share = (worker + k) % shares;
        int start = startOf(share, shares, pieces);
        int end = startOf(share + 1, shares, pieces);
        for (int piece = next.getAndIncrement(share);
            piece < end;
            piece = next.getAndIncrement(share)) {
          work.run(worker, turned ? start + end - 1 - piece : piece);
        }
      }
    } catch (RuntimeException | Error failure) {
      for (int share = 0; share < shares; share++) {
        next.addAndGet(share, pieces);
      }
      throw failure;
    }
  }

  /** Waits, interrupted or not, and returns what the thread's work threw, if anything. */
  private static @Nullable Throwable await(Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return null;
        } catch (InterruptedException interruption) {
          interrupted = true;
        } catch (ExecutionException failure) {
          return failure.getCause();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
