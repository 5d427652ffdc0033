package org.pleura.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Runs commands within the test's own process, as if from a shell without a terminal. */
public final class Shell {

  private Shell() {}

  /** What a command left behind. */
  public record Ended(int code, String out, String messages) {}

  /** Runs one command. */
  public static Ended pleura(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    int code =
        Pleura.run(new Screen(printer(out), printer(messages), OptionalInt.empty()), arguments);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
