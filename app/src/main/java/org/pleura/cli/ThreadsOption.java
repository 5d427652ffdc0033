package org.pleura.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The option of commands that compute. */
final class ThreadsOption {

  private static final int MOST = 1024;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Compute on N threads (default: one per processor). The result does not depend on it.")
  private int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());

  int count() {
    if (threads < 1 || threads > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--threads must be 1 to " + MOST + ", but it is " + threads + ".");
    }
    return threads;
  }
}
