package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads that share out pieces of work. */
@Timeout(60)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPieceIsDoneOnceAndNoTwoAtOnceHaveTheSameNumber(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int pieces : new int[] {0, 1, 2, 7, 100}) {
        AtomicIntegerArray done = new AtomicIntegerArray(Math.max(1, pieces));
        AtomicIntegerArray busy = new AtomicIntegerArray(threads);
        AtomicBoolean clash = new AtomicBoolean();
        workers.run(
            pieces,
            (worker, piece) -> {
              if (busy.incrementAndGet(worker) > 1) {
                clash.set(true);
              }
              done.incrementAndGet(piece);
              busy.decrementAndGet(worker);
            });
        assertThat(clash).isFalse();
        for (int piece = 0; piece < pieces; piece++) {
          assertThat(done.get(piece)).as("piece %d of %d", piece, pieces).isEqualTo(1);
        }
      }
    }
  }

  /** The second thread has nothing left of its own share, and helps with the first's. */
  @Test
  void aThreadThatIsThroughTakesFromTheOthersShares() {
    CountDownLatch othersDone = new CountDownLatch(9);
    try (Workers workers = new Workers(2)) {
      workers.run(
          10,
          (worker, piece) -> {
            if (piece == 0) {
              assertThat(await(othersDone)).as("the other nine are done meanwhile").isTrue();
            } else {
              othersDone.countDown();
            }
          });
    }
  }

  /** All threads hold a piece when one of them, the caller's (0) or another, fails. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatAPieceThrowsReachesTheCallerFromAnyThread(int failing) {
    CyclicBarrier allBusy = new CyclicBarrier(3);
    AtomicInteger begun = new AtomicInteger();
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      1000,
                      (worker, piece) -> {
                        if (begun.incrementAndGet() <= 3) {
                          await(allBusy);
                        }
                        if (worker == failing) {
                          throw new IllegalArgumentException("from worker " + worker);
                        }
                        pause(5);
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("from worker " + failing);
      // 1000 pieces of 5 ms would be 2.5 s for two threads; the failure comes after a few ms.
      assertThat(begun.get()).as("pieces begun").isLessThan(500);
      assertAllThreadsStillWork(workers);
    }
  }

  @Test
  void errorsReachTheCallerToo() {
    CyclicBarrier allBusy = new CyclicBarrier(2);
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      2,
                      (worker, piece) -> {
                        await(allBusy);
                        if (worker == 1) {
                          throw new OutOfMemoryError("as if");
                        }
                      }))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("as if");
    }
  }

  @Test
  void failuresOfSeveralPiecesAreAllKept() {
    CyclicBarrier allBusy = new CyclicBarrier(3);
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      3,
                      (worker, piece) -> {
                        await(allBusy);
                        throw new IllegalStateException("worker " + worker);
                      }))
          .hasMessage("worker 0")
          .satisfies(
              thrown ->
                  assertThat(thrown.getSuppressed())
                      .extracting(Throwable::getMessage)
                      .containsExactly("worker 1", "worker 2"));
    }
  }

  /** Worker 1 fails at once, worker 2 needs a while longer for the piece it holds. */
  @Test
  void aFailureIsNotReportedWhileAnotherThreadIsStillWorking() {
    CyclicBarrier allBusy = new CyclicBarrier(3);
    AtomicInteger busy = new AtomicInteger();
    try (Workers workers = new Workers(3)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      3,
                      (worker, piece) -> {
                        busy.incrementAndGet();
                        await(allBusy);
                        try {
                          if (worker == 1) {
                            throw new IllegalStateException("worker 1");
                          }
                          pause(worker == 2 ? 300 : 0);
                        } finally {
                          busy.decrementAndGet();
                        }
                      }))
          .hasMessage("worker 1");
      assertThat(busy.get()).as("threads at work after the end").isZero();
    }
  }

  @Test
  void anInterruptedCallerFinishesTheWorkAndStaysInterrupted() {
    CyclicBarrier allBusy = new CyclicBarrier(2);
    AtomicInteger done = new AtomicInteger();
    try (Workers workers = new Workers(2)) {
      workers.run(
          2,
          (worker, piece) -> {
            await(allBusy);
            if (worker == 0) {
              Thread.currentThread().interrupt();
            } else {
              pause(100);
            }
            done.incrementAndGet();
          });
      // Thread.interrupted() also clears the flag, for the tests that come after.
      assertThat(Thread.interrupted()).isTrue();
      assertThat(done.get()).isEqualTo(2);
    }
  }

  @Test
  void thereIsAtLeastOneThread() {
    assertThatThrownBy(() -> new Workers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one thread is needed, not 0");
  }

  @Test
  void threadsEndWhenClosed() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CyclicBarrier allBusy = new CyclicBarrier(3);
    try (Workers workers = new Workers(3)) {
      workers.run(
          3,
          (worker, piece) -> {
            await(allBusy);
            threads.add(Thread.currentThread());
          });
    }
    assertThat(threads).hasSize(3).contains(Thread.currentThread());
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.toString()).isFalse();
      }
    }
  }

  private static void assertAllThreadsStillWork(Workers workers) {
    CountDownLatch together = new CountDownLatch(workers.count());
    workers.run(
        workers.count(),
        (worker, piece) -> {
          together.countDown();
          try {
            assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
          }
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interruption) {
      throw new AssertionError(interruption);
    }
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException interruption) {
      throw new AssertionError(interruption);
    }
  }
}
