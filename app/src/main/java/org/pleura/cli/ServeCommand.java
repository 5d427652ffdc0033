package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.pleura.run.Json;
import org.pleura.web.Page;
import org.pleura.web.Served;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve}: opens the local page. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Opens a page on this machine, for a browser on this machine: the radiographs, a quiz, the"
          + " results, where the model looked, and what it says of an image of yours.",
      "A training that is started there makes a run in the folder of runs that is shown, or, where"
          + " radiographs are shown, in runs, as train does.",
      "It listens on 127.0.0.1 only, loads nothing from a network, and keeps nothing that is sent"
          + " to it. Ctrl-C ends it."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int PORT = 8080;

  private final Screen screen;
  private final CountDownLatch ended = new CountDownLatch(1);

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN|DIR",
      defaultValue = "runs",
      description = "A run, a folder of runs, or radiographs (default: ${DEFAULT-VALUE}).")
  private Path path;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + PORT,
      description = "Where to listen; 0 for any port that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  ServeCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--port must be 0 to 65535, but it is " + port + ".");
    }
    Served served = Served.of(path, threads.count());
    try (Narration narration = new Narration(screen, common);
        Page page = Page.open(served, port, threads.count(), Pleura.Version.current())) {
      narration.line("%s", served.found());
      narration.line("The page is at %s", page.url());
      narration.note("Only this machine can open it. Ctrl-C ends it.");
      narration.json(Json.object().put("url", page.url()));
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.DONE;
  }
}
