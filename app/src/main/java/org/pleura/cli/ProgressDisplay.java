package org.pleura.cli;

import java.io.PrintStream;
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
      lastLine = started;
      columns.ifPresent(width -> bar = newBar(what, total, width));
    }
    if (bar != null) {
      bar.stepTo(done);
    } else if (columns.isEmpty()) {
      line(what, done, total);
    }
    if (done == total) {
      close();
    }
  }

  private void line(String what, int done, int total) {
    long now = System.nanoTime();
    boolean ended = done == total && now - started >= SHORT_NANOS;
    if (ended || now - lastLine >= LINE_EVERY_NANOS) {
      messages.println(what + ": " + done + " of " + total);
      lastLine = now;
    }
  }

  private ProgressBar newBar(String what, int total, int width) {
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(messages, width - 1))
        .build();
  }

  /** Ends the bar that is being shown, so that other text can follow on a line of its own. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    current = "";
  }
}
