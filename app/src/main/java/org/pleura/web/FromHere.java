package org.pleura.web;

import java.nio.file.Path;
import org.pleura.report.ShellWord;
import org.pleura.run.RunFolder;

/** Paths and commands as one types them where the page was started. */
final class FromHere {
  private static final String PROGRAM = ShellWord.ON_WINDOWS ? "pleura.cmd" : "./pleura";

  private FromHere() {}

  /** From the current directory; of what lies elsewhere, the whole path. */
  static String path(Path path) {
    Path here = Path.of("").toAbsolutePath().normalize();
    Path whole = path.toAbsolutePath().normalize();
    Path from = whole.startsWith(here) && !whole.equals(here) ? here.relativize(whole) : whole;
    return from.toString().replace('\\', '/');
  }

  /** A command about a run, to be typed as it stands. */
  static String command(String name, RunFolder run) {
    return PROGRAM + " " + name + " " + ShellWord.quoted(path(run.path()));
  }

  /** The command that is given words which one fills in oneself. */
  static String command(String words) {
    return PROGRAM + " " + words;
  }
}
