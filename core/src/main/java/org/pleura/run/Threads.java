package org.pleura.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with each element of a list, on several threads. */
final class Threads {

  /** What is done with one element. */
  @FunctionalInterface
  interface Task<T, R> {
    R of(T element) throws IOException;
  }

  private Threads() {}

  /**
   * The results, in the order of the elements. If some fail, the failure of the first of them in
   * that order is thrown, whatever the number of threads.
   */
  static <T, R> List<R> map(
      int threads, List<T> elements, String what, Progress progress, Task<T, R> task)
      throws IOException {
    ExecutorService workers = pool(threads);
    try {
      List<Future<R>> running = new ArrayList<>();
      for (T element : elements) {
        running.add(workers.submit(() -> task.of(element)));
      }
      List<R> results = new ArrayList<>(elements.size());
      for (Future<R> future : running) {
        results.add(result(future));
        progress.at(what, results.size(), elements.size());
      }
      return results;
    } finally {
      workers.shutdownNow();
    }
  }

  /** A fixed number of threads that do not keep the JVM alive. */
  static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(threads, Threads::daemon);
  }

  /** Waits for a result, and throws what was thrown there. */
  static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException mistake) {
        throw mistake;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "pleura");
    thread.setDaemon(true);
    return thread;
  }
}
