package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
      throw new IllegalArgumentException("at least one thread is needed: " + count);
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
   * Does all pieces and waits for them.
   *
   * @param pieces how many
   * @param work what to do with each
   * @throws RuntimeException what a piece threw; the other pieces are not started any more
   */
  public void run(int pieces, Piece work) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int worker = 1; worker < Math.min(count, pieces); worker++) {
      int number = worker;
      others.add(threads.submit(() -> drain(next, pieces, number, work)));
    }
    try {
      drain(next, pieces, 0, work);
    } finally {
      // Whatever happened here, nobody may still be working when this method ends.
      for (Future<?> other : others) {
        await(other);
      }
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

  private static void await(Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return;
        } catch (InterruptedException interruption) {
          interrupted = true;
        } catch (ExecutionException failure) {
          if (failure.getCause() instanceof RuntimeException cause) {
            throw cause;
          } else if (failure.getCause() instanceof Error cause) {
            throw cause;
          }
          throw new IllegalStateException(failure.getCause());
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
