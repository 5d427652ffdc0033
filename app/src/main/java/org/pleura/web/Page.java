package org.pleura.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.pleura.data.UnusableDataException;
import org.pleura.image.UnreadableImageException;
import org.pleura.run.FailureSentence;
import org.pleura.run.PlanException;
import org.pleura.run.RunExistsException;

/** The local page, as long as it is open. It listens on 127.0.0.1 and nowhere else. */
public final class Page implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  /** Of these, a few listen and the rest answer; those who wait cost little. */
  private static final int SERVING = 64;

  private final Javalin server;
  private final Served served;
  private final Inference inference;

  private Page(Javalin server, Served served, Inference inference) {
    this.server = server;
    this.served = served;
    this.inference = inference;
  }

  /**
   * Opens the page.
   *
   * @param served what it shows; closed with the page
   * @param port where it listens; 0 for one that is free
   * @param threads how many ask models at once, and how many train
   * @param version of Pleura, for the provenance of runs that are made
   * @return the page
   * @throws IOException if the port is taken
   */
  public static Page open(Served served, int port, int threads, String version) throws IOException {
    Inference inference = new Inference(threads);
    Javalin server =
        Javalin.create(
            config ->
                configure(config, served, inference, new TrainRoutes(served, threads, version)));
    try {
      server.start(HOST, port);
    } catch (RuntimeException e) {
      inference.close();
      throw new IOException(
          "The page cannot listen on port "
              + port
              + " of this machine, perhaps because something else does; choose another with --port.",
          e);
    }
    return new Page(server, served, inference);
  }

  private static void configure(
      JavalinConfig config, Served served, Inference inference, TrainRoutes training) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = (long) Uploads.MOST_MIB << 20;
    QueuedThreadPool threads = new QueuedThreadPool(SERVING, 4);
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    routes(config.routes, served, inference);
    training.add(config.routes);
  }

  private static void routes(RoutesConfig routes, Served served, Inference inference) {
    routes.before(Guard::check);
    PageFiles.add(routes);
    new RunRoutes(served).add(routes);
    new ManyRunsRoutes(served).add(routes);
    new ImageRoutes(served).add(routes);
    new MapRoutes(served, inference).add(routes);
    new PredictRoutes(served, inference).add(routes);
    new ResultRoutes(served).add(routes);
    new QuizRoutes(served, inference).add(routes);
    routes.exception(Exception.class, Page::failed);
    routes.exception(
        HttpResponseException.class, (e, ctx) -> Reply.error(ctx, e.getStatus(), sentence(e)));
  }

  private static String sentence(HttpResponseException refused) {
    return switch (refused.getStatus()) {
      case 404 -> "There is nothing under this address.";
      case 405 -> "This address is not asked in this way.";
      case Refused.TOO_LARGE -> "The request is too large.";
      default -> "The request was not understood.";
    };
  }

  private static void failed(Exception failure, Context ctx) {
    if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      failed(unchecked.getCause(), ctx);
      return;
    }
    Optional<String> known = FailureSentence.of(failure);
    Reply.error(
        ctx,
        known.isEmpty() ? 500 : status(failure),
        known.orElse(
            "This should not have happened (" + failure.getClass().getSimpleName() + ")."));
  }

  private static int status(Exception failure) {
    if (failure instanceof Refused refused) {
      return refused.status();
    }
    if (failure instanceof UnusableDataException || failure instanceof UnreadableImageException) {
      return Refused.UNUSABLE;
    }
    if (failure instanceof RunExistsException) {
      return Refused.CONFLICT;
    }
    return failure instanceof PlanException ? Refused.WRONG : 500;
  }

  /**
   * Where the page is.
   *
   * @return for a browser's address line
   */
  public String url() {
    return "http://" + HOST + ":" + server.port() + "/";
  }

  /** Every address that is answered, as {@code GET /api/runs}; for the test of the description. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(route -> route.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .toList();
  }

  /** Answers nobody any more. */
  @Override
  public void close() throws IOException {
    server.stop();
    inference.close();
    served.close();
  }
}
