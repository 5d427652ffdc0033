package org.pleura.report;

import java.io.File;

/** A word of a command that is to be typed, quoted where a shell would take it apart. */
public final class ShellWord {

  /** Where a shell has other quotes, and no python3. */
  public static final boolean ON_WINDOWS = File.separatorChar == '\\';

  private ShellWord() {}

  /**
   * Quotes a word.
   *
   * @param word any text
   * @return for a POSIX shell, or for Windows there
   */
  public static String quoted(String word) {
    if (word.matches("[A-Za-z0-9_./=:,@%+-]+")) {
      return word;
    }
    return ON_WINDOWS ? "\"" + word + "\"" : "'" + word.replace("'", "'\\''") + "'";
  }
}
