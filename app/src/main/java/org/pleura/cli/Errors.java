package org.pleura.cli;

import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.pleura.data.UnusableDataException;
import org.pleura.image.UnreadableImageException;
import org.pleura.run.FailureSentence;
import org.pleura.run.NotWrittenException;
import org.pleura.run.PlanException;
import org.pleura.run.RunExistsException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one sentence and chooses the exit code; traces only on request. */
record Errors(PrintStream messages) {

  /** So many files are named that could not be used; then how many more there are. */
  private static final int MOST_NAMED = 20;

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
    boolean elsewhere = failure instanceof NotWrittenException && couldBeElsewhere(arguments);
    messages.println(
        "pleura: "
            + Screen.printable(sentence(failure))
            + (elsewhere ? " Name another place with --out." : ""));
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

  /**
   * Names files that could not be used while others were.
   *
   * @param sentences one for each such file
   * @param asked how many files there were
   * @return the exit code: done if there is no such file
   */
  int unreadable(List<String> sentences, int asked) {
    if (sentences.isEmpty()) {
      return ExitCode.DONE;
    }
    sentences.stream()
        .limit(MOST_NAMED)
        .forEach(sentence -> messages.println("pleura: " + Screen.printable(sentence)));
    if (sentences.size() > MOST_NAMED) {
      messages.printf(
          Locale.ROOT, "pleura: ... and %d more such files.%n", sentences.size() - MOST_NAMED);
    }
    if (asked > 1) {
      messages.printf(
          Locale.ROOT, "pleura: %d of %d files are no images.%n", sentences.size(), asked);
    }
    return ExitCode.UNUSABLE_DATA;
  }

  int outOfMemory(OutOfMemoryError failure) {
    messages.printf(
        "pleura: the memory Java was given (%d MB) is full (%s);"
            + " give it more, for example JAVA_TOOL_OPTIONS=-Xmx4g.%n",
        Runtime.getRuntime().maxMemory() >> 20, failure.getMessage());
    return ExitCode.FAILED;
  }

  /** Whether the place was chosen for the user, who can choose another. */
  private static boolean couldBeElsewhere(@Nullable ParseResult arguments) {
    if (arguments == null) {
      return false;
    }
    ParseResult innermost = innermost(arguments);
    return innermost.commandSpec().findOption("--out") != null
        && !innermost.hasMatchedOption("--out")
        && !innermost.hasMatchedOption("--resume");
  }

  private static boolean verbose(ParseResult arguments) {
    return innermost(arguments).hasMatchedOption("--verbose");
  }

  private static ParseResult innermost(ParseResult arguments) {
    ParseResult innermost = arguments;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost;
  }

  private static String sentence(Exception failure) {
    return FailureSentence.of(failure)
        .orElse(
            "this should not have happened: "
                + failure
                + " (--verbose shows where; please report it).");
  }
}
