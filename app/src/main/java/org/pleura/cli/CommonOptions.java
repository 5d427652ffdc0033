package org.pleura.cli;

import picocli.CommandLine.Option;

/** The options every command has. */
final class CommonOptions {

  @Option(
      names = "--json",
      description = "Print the result as one JSON document on standard output.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing on the way: no progress, no notes.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Should the command fail, show where.")
  private boolean verbose;

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }
}
