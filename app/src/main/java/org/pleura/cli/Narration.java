package org.pleura.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.pleura.run.Json;
import org.pleura.run.Progress;

/**
 * What a command says: results on standard output, as text or as one JSON document; notes and
 * progress on standard error, unless it is to be quiet.
 */
final class Narration implements AutoCloseable {

  private final PrintStream results;
  private final PrintStream json;
  private final PrintStream notes;
  private final ProgressDisplay display;
  private final boolean quiet;

  Narration(Screen screen, CommonOptions options) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.results = options.json() ? nowhere : screen.out();
    this.json = options.json() ? screen.out() : nowhere;
    this.notes = options.quiet() ? nowhere : screen.messages();
    this.display = ProgressDisplay.on(screen);
    this.quiet = options.quiet();
  }

  /** A line of the result, as text. */
  void line(String format, Object... values) {
    display.close();
    results.println(Screen.printable(String.format(Locale.ROOT, format, values)));
  }

  /** The whole result, for programs. */
  void json(Object value) {
    display.close();
    json.println(Json.text(value));
  }

  /** Something to know that is not part of the result. */
  void note(String sentence) {
    display.close();
    notes.println(Screen.printable(sentence));
  }

  Progress progress() {
    return quiet ? Progress.SILENT : display;
  }

  @Override
  public void close() {
    display.close();
  }
}
