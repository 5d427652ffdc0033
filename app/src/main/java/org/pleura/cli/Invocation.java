package org.pleura.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pleura.report.ShellWord;

/** A command to type next, as it must be typed here: after the launcher's name, quoted. */
final class Invocation {

  private Invocation() {}

  /**
   * The line to type.
   *
   * @param words the command and its arguments
   * @return for a POSIX shell, or for Windows there
   */
  static String of(Object... words) {
    List<String> all = new ArrayList<>();
    all.add(System.getProperty("pleura.command", "pleura"));
    for (Object word : words) {
      all.add(word.toString());
    }
    return all.stream().map(ShellWord::quoted).collect(Collectors.joining(" "));
  }
}
