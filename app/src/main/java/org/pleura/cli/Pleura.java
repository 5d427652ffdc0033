package org.pleura.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code pleura} command: takes a subcommand, and knows help and version itself. */
@Command(
    name = "pleura",
    mixinStandardHelpOptions = true,
    versionProvider = Pleura.Version.class,
    description =
        "Trains, evaluates and questions chest X-ray classifiers."
            + " For research and teaching, not for diagnosis.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "3:the data cannot be used as asked",
      "4:an audit did not pass",
    })
public final class Pleura {

  private Pleura() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage, 3
   * the data cannot be used as asked, 4 an audit did not pass.
   *
   * @param arguments the words of the command line
   */
  public static void main(String[] arguments) {
    // All that is said is English, so its numbers are too: some locales have other digits.
    Locale.setDefault(Locale.ENGLISH);
    System.exit(run(Screen.ofProcess(), arguments));
  }

  /** Runs one command; returns its exit code. */
  static int run(Screen screen, String... arguments) {
    Errors errors = new Errors(screen.messages());
    CommandLine pleura =
        new CommandLine(new Pleura())
            .addSubcommand(new LessonCommand(screen))
            .addSubcommand(new InspectCommand(screen))
            .addSubcommand(new PhantomsCommand(screen))
            .addSubcommand(new TrainCommand(screen))
            .addSubcommand(new TuneCommand(screen))
            .addSubcommand(new EvaluateCommand(screen))
            .addSubcommand(new PredictCommand(screen))
            .addSubcommand(new ExplainCommand(screen))
            .addSubcommand(new AuditCommand(screen))
            .addSubcommand(new ImportCommand(screen))
            .addSubcommand(new ExportCommand(screen))
            .setOut(writer(screen.out()))
            .setErr(writer(screen.messages()))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(errors::wrongUsage)
            .setExecutionExceptionHandler(errors::failed);
    try {
      return pleura.execute(arguments);
    } catch (OutOfMemoryError e) {
      return errors.outOfMemory(e);
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }

  /** The version this jar was built as. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"Pleura " + current()};
    }

    static String current() {
      String built = Pleura.class.getPackage().getImplementationVersion();
      return built == null ? "(not packaged)" : built;
    }
  }
}
