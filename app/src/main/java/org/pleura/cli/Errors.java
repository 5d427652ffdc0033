package org.pleura.cli;

import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.UnusableDataException;
import org.pleura.image.UnreadableImageException;
import org.pleura.run.FailureSentence;
import org.pleura.run.NotWrittenException;
import org.pleura.run.Plan;
import org.pleura.run.PlanException;
import org.pleura.run.PlanFile;
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
    Optional<String> option = unknownOption(mistake);
    messages.println(
        "pleura: "
            + option.map(word -> "Unknown option: '" + word + "'").orElse(mistake.getMessage()));
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions =
          option.map(word -> settings(word, unmatched, arguments)).orElse(List.of());
      if (suggestions.isEmpty()) {
        suggestions = suggestions(unmatched);
      }
      if (!suggestions.isEmpty()) {
        messages.println("Did you mean " + String.join(" or ", suggestions) + "?");
      }
    }
    messages.println(
        "Try '" + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.WRONG_USAGE;
  }

  /** The first word that looks like an option: picocli blames good words that follow it too. */
  private static Optional<String> unknownOption(ParameterException mistake) {
    return mistake instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
        ? unmatched.getUnmatched().stream().filter(word -> word.startsWith("-")).findFirst()
        : Optional.empty();
  }

  /** The values of a plan that an option's name could mean, as --epochs means training.epochs. */
  private static List<String> settings(
      String option, UnmatchedArgumentException unmatched, String[] arguments) {
    if (unmatched.getCommandLine().getCommandSpec().findOption("--set") == null) {
      return List.of();
    }
    String name = option.replaceFirst("=.*", "").replace("-", "");
    return PlanFile.values(Plan.standard()).keySet().stream()
        .filter(path -> path.substring(path.lastIndexOf('.') + 1).equalsIgnoreCase(name))
        .map(path -> "--set " + path + "=" + value(option, List.of(arguments)))
        .toList();
  }

  /** What the option was given: behind its equals sign, or the next word if that is a value. */
  private static String value(String option, List<String> arguments) {
    int equals = option.indexOf('=');
    if (equals >= 0) {
      return option.substring(equals + 1);
    }
    int next = arguments.indexOf(option) + 1;
    boolean given = next < arguments.size() && arguments.get(next).matches("[0-9.e-]+|true|false");
    return given ? arguments.get(next) : "VALUE";
  }

  /** Those of picocli; where some begin as the word does, these alone. */
  private static List<String> suggestions(UnmatchedArgumentException unmatched) {
    List<String> all = unmatched.getSuggestions();
    String letter = unmatched.getUnmatched().get(0).replaceFirst("(?s)(.).*", "$1");
    List<String> alike = all.stream().filter(one -> one.startsWith(letter)).toList();
    return letter.equals("-") || alike.isEmpty() ? all : alike;
  }

  int failed(Exception failure, CommandLine command, @Nullable ParseResult arguments) {
    boolean elsewhere = failure instanceof NotWrittenException && couldBeElsewhere(arguments);
    int code = said(failure, elsewhere ? " Name another place with --out." : "");
    if (arguments != null && verbose(arguments)) {
      failure.printStackTrace(messages);
    }
    return code;
  }

  /** Says what went wrong; returns the exit code. */
  int failed(Exception failure) {
    return said(failure, "");
  }

  private int said(Exception failure, String advice) {
    messages.println("pleura: " + Screen.printable(sentence(failure)) + advice);
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
