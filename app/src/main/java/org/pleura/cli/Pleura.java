package org.pleura.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
  /** Where libraries' messages go. */
  static final String NOWHERE = "org.slf4j.nop.NOPServiceProvider";

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
    // Libraries' own messages go nowhere. Said by name, or every jar is opened to look for a place.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", NOWHERE);
    System.exit(run(Screen.ofProcess(), arguments));
  }

  /** Runs one command; returns its exit code. */
  static int run(Screen screen, String... arguments) {
    if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
      // The library that reads the command line would take longer than all the rest.
      screen.out().println(Version.words());
      return 0;
    }
    Errors errors = new Errors(screen.messages());
    try {
      Optional<PredictCommand> plain = PredictCommand.ofPlainWords(screen, arguments);
      return plain.isPresent()
          ? predict(plain.get(), errors)
          : commandLine(screen, errors, arguments).execute(arguments);
    } catch (OutOfMemoryError e) {
      return errors.outOfMemory(e);
    }
  }

  private static int predict(PredictCommand command, Errors errors) {
    try {
      return command.call();
    } catch (IOException | RuntimeException e) {
      return errors.failed(e);
    }
  }

  private static CommandLine commandLine(Screen screen, Errors errors, String... arguments) {
    CommandLine pleura = new CommandLine(new Pleura());
    commands(screen, arguments).forEach(command -> pleura.addSubcommand(command.get()));
    // After the commands are there, since it is said to each of them.
    return pleura
        .setOut(writer(screen.out()))
        .setErr(writer(screen.messages()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors::wrongUsage)
        .setExecutionExceptionHandler(errors::failed);
  }

  /**
   * The commands that can be meant. Reading what all of them take is half of the time to answer, so
   * where the first word names one the others are left out.
   */
  private static Collection<Supplier<Object>> commands(Screen screen, String... arguments) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("lesson", () -> new LessonCommand(screen));
    commands.put("inspect", () -> new InspectCommand(screen));
    commands.put("phantoms", () -> new PhantomsCommand(screen));
    commands.put("train", () -> new TrainCommand(screen));
    commands.put("tune", () -> new TuneCommand(screen));
    commands.put("evaluate", () -> new EvaluateCommand(screen));
    commands.put("predict", () -> new PredictCommand(screen));
    commands.put("explain", () -> new ExplainCommand(screen));
    commands.put("audit", () -> new AuditCommand(screen));
    commands.put("report", () -> new ReportCommand(screen));
    commands.put("serve", () -> new ServeCommand(screen));
    commands.put("import", () -> new ImportCommand(screen));
    commands.put("export", () -> new ExportCommand(screen));
    commands.put("bench", () -> new BenchCommand(screen));
    String first = arguments.length == 0 ? "" : arguments[0];
    Supplier<Object> named = commands.get(first);
    return named != null ? List.of(named) : commands.values();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }

  /** The version this jar was built as. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {words()};
    }

    static String words() {
      return "Pleura " + current();
    }

    static String current() {
      String built = Pleura.class.getPackage().getImplementationVersion();
      return built == null ? "(not packaged)" : built;
    }
  }
}
