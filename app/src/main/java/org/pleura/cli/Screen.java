package org.pleura.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.OptionalInt;

/**
 * Where a command writes: results to {@code out}, everything said on the way to {@code messages}.
 *
 * @param out standard output
 * @param messages standard error
 * @param columns the width of the terminal behind {@code messages}; empty if there is none, in
 *     which case progress comes as plain lines
 */
record Screen(PrintStream out, PrintStream messages, OptionalInt columns) {

  /**
   * The screen of this process. The launcher filters one line of the JVM's own out of standard
   * error, and hands the unfiltered standard error over as descriptor 0 (docs/decisions/0001); it
   * also knows whether there is a terminal and how wide it is.
   */
  static Screen ofProcess() {
    PrintStream messages = System.err;
    if ("0".equals(System.getProperty("pleura.messages.descriptor"))) {
      messages =
          new PrintStream(new FileOutputStream(FileDescriptor.in), true, Charset.defaultCharset());
      System.setErr(messages);
    }
    String columns = System.getProperty("pleura.terminal.columns");
    return new Screen(System.out, messages, columns == null ? OptionalInt.empty() : width(columns));
  }

  /**
   * A line without what a terminal would obey: names in it may come from a file of a stranger.
   *
   * @param line one line
   * @return the same with a sign in place of each control character
   */
  static String printable(String line) {
    return line.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]", "\uFFFD");
  }

  private static OptionalInt width(String columns) {
    int given = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : 0;
    return OptionalInt.of(given >= 20 ? given : 80);
  }
}
