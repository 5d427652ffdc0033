package org.pleura.cli;

import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import org.jspecify.annotations.Nullable;
import org.pleura.data.UnusableDataException;
import org.pleura.image.UnreadableImageException;
import org.pleura.run.FailureSentence;
import org.pleura.run.PlanException;
import org.pleura.run.RunExistsException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one sentence and chooses the exit code; traces only on request. */
record Errors(PrintStream messages) {

  int wrongUsage(ParameterException mistake, String[] arguments) {
    messages.println("pleura: " + mistake.getMessage());
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      var suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        messages.println("Did you mean " + String.join(" or ", suggestions) + "?");
      }
    }
    messages.println(
        "Try '" + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.WRONG_USAGE;
  }

  int failed(Exception failure, CommandLine command, @Nullable ParseResult arguments) {
    boolean verbose = arguments != null && verbose(arguments);
    messages.println("pleura: " + Screen.printable(sentence(failure)));
    if (verbose) {
      failure.printStackTrace(messages);
    }
    if (failure instanceof UnusableDataException || failure instanceof UnreadableImageException) {
      return ExitCode.UNUSABLE_DATA;
    }
    boolean usage =
        failure instanceof PlanException
            || failure instanceof RunExistsException
            || failure instanceof FileAlreadyExistsException;
    return usage ? ExitCode.WRONG_USAGE : ExitCode.FAILED;
  }

  int outOfMemory(OutOfMemoryError failure) {
    messages.printf(
        "pleura: the memory Java was given (%d MB) is full (%s);"
            + " give it more, for example JAVA_TOOL_OPTIONS=-Xmx4g.%n",
        Runtime.getRuntime().maxMemory() >> 20, failure.getMessage());
    return ExitCode.FAILED;
  }

  private static boolean verbose(ParseResult arguments) {
    ParseResult innermost = arguments;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.hasMatchedOption("--verbose");
  }

  private static String sentence(Exception failure) {
    return FailureSentence.of(failure)
        .orElse(
            "this should not have happened: "
                + failure
                + " (--verbose shows where; please report it).");
  }
}
