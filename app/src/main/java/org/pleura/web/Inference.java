package org.pleura.web;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where models are asked: a fixed number of threads and a line of those who wait. So the memory
 * that networks work in does not grow with the number of clients.
 */
class Inference implements Closeable {
  private static final int LONGEST_LINE = 256;

  private final ThreadPoolExecutor workers;

  Inference(int threads) {
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(LONGEST_LINE),
            work -> {
              Thread thread = new Thread(work, "pleura-inference");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Waits for its turn, and for the result. */
  <T> T of(Callable<T> question) throws IOException {
    try {
      return result(workers.submit(question));
    } catch (RejectedExecutionException full) {
      throw new Refused(Refused.BUSY, "Too many are asking at once; try again in a moment.");
    }
  }

  private static <T> T result(Future<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException mistake) {
        throw mistake;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
