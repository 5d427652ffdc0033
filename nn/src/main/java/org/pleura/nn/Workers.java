package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share out numbered, independent pieces of work. Which thread does
 * which piece is left to chance, so a piece must not care.
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
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int worker = 1; worker < Math.min(count, pieces); worker++) {
      int number = worker;
      others.add(threads.submit(() -> drain(next, pieces, number, work)));
    }
    Throwable failure = null;
    try {
      drain(next, pieces, 0, work);
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

  private static void drain(AtomicInteger next, int pieces, int worker, Piece work) {
    try {
      for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
        work.run(worker, piece);
      }
    } catch (RuntimeException | Error failure) {
      next.addAndGet(pieces);
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
