package org.pleura.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pleura.run.Loading;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands that read data sets. */
final class LoadingOptions {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)B?");

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be used, and list them, instead of stopping.")
  private boolean skip;

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      description =
          "Memory for images that are read and prepared, such as 512M or 2G; those that do not fit"
              + " are read again whenever they are needed, and with 0 all are (default: a quarter of"
              + " Java's memory). The result does not depend on it.")
  private @Nullable String cache;

  Loading loading(int threads) {
    Loading usual = Loading.with(threads);
    return new Loading(threads, cache == null ? usual.cacheBytes() : bytes(cache), skip);
  }

  private long bytes(String size) {
    Matcher matcher = SIZE.matcher(size.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--cache must be a size such as 512M, 2G or 0, but it is '" + size + "'.");
    }
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
