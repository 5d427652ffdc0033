package org.pleura.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.pleura.run.Progress;

/**
 * Shows progress: as a bar on a terminal, elsewhere as plain lines: one every ten seconds, and one
 * at the end of what took more than five.
 */
final class ProgressDisplay implements Progress, AutoCloseable {

  private static final long LINE_EVERY_NANOS = 10_000_000_000L;
  private static final long SHORT_NANOS = 5_000_000_000L;
  private static final int REDRAW_MILLIS = 100;

  private final PrintStream messages;
  private final OptionalInt columns;
  private @Nullable ProgressBar bar;
  private String current = "";
  private long started;
  private int startedAt;
  private long lastLine;

  private ProgressDisplay(PrintStream messages, OptionalInt columns) {
    this.messages = messages;
    this.columns = columns;
  }

  static ProgressDisplay on(Screen screen) {
    return new ProgressDisplay(screen.messages(), screen.columns());
  }

  @Override
  public void at(String what, int done, int total) {
    if (!what.equals(current)) {
      close();
      current = what;
      started = System.nanoTime();
      startedAt = done;
      lastLine = started;
    }
    if (bar == null && columns.isPresent()) {
      bar = newBar(what, done, total, columns.getAsInt());
    }
    if (bar != null) {
      bar.stepTo(done);
    } else if (columns.isEmpty()) {
      line(what, done, total);
    }
    if (done == total) {
      close();
      current = "";
    }
  }

  private void line(String what, int done, int total) {
    long now = System.nanoTime();
    boolean ended = done == total && now - started >= SHORT_NANOS;
    if (ended || now - lastLine >= LINE_EVERY_NANOS) {
      String left = done == total ? "" : left(done, total).map(ProgressDisplay::words).orElse("");
      messages.println(what + ": " + done + " of " + total + left);
      lastLine = now;
    }
  }

  private static String words(Duration left) {
    long seconds = left.toSeconds();
    return seconds < 120
        ? ", about " + Math.max(1, seconds) + " s left"
        : ", about " + (seconds + 30) / 60 + " min left";
  }

  /** One that goes on where the bar before it was interrupted by a line of text, if it was. */
  private ProgressBar newBar(String what, int done, int total, int width) {
    Duration before = Duration.ofNanos(System.nanoTime() - started);
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .startsFrom(done, before)
        .setEtaFunction(state -> left(state.getCurrent(), state.getMax()))
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(messages, width - 1))
        .build();
  }

  /** As long for each step to come as for those since the first that was heard of. */
  private Optional<Duration> left(long done, long total) {
    if (done <= startedAt) {
      return Optional.empty();
    }
    Duration since = Duration.ofNanos(System.nanoTime() - started);
    return Optional.of(since.dividedBy(done - startedAt).multipliedBy(total - done));
  }

  /**
   * Ends the bar that is being shown, so that other text can follow on a line of its own; the next
   * one of the same name goes on with its time.
   */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
