package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Labelling;
import org.pleura.nn.Graph;
import org.pleura.nn.train.History;
import org.pleura.run.Beginning;
import org.pleura.run.BegunRun;
import org.pleura.run.HeldFolder;
import org.pleura.run.HistoryFile;
import org.pleura.run.Json;
import org.pleura.run.NetworkSummary;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;

/** Starts trainings, one at a time, tells how they go, and stops them. */
final class TrainRoutes {
  /** Of each class; of fewer a part may be left with none. */
  private static final int LEAST_PHANTOMS = 10;

  private static final int MOST_PHANTOMS = 1000;

  /** What a training can be asked by. */
  private static final Set<String> ASKED =
      Set.of("plan", "settings", "phantoms", "imagesOf", "table", "positive", "negative", "resume");

  private static final int MOST_SETTINGS = 40;
  private static final long PATIENCE = 5000;

  private final Served served;
  private final int threads;
  private final String version;
  private @Nullable TrainingJob job;

  TrainRoutes(Served served, int threads, String version) {
    this.served = served;
    this.threads = threads;
    this.version = version;
  }

  void add(RoutesConfig routes) {
    routes.post("/api/summary", this::summary);
    routes.get("/api/runs/{run}/history", this::history);
    routes.get("/api/training", this::now);
    routes.post("/api/training", this::start);
    routes.post("/api/training/stop", this::stop);
    routes.sse("/api/training/events", this::events);
  }

  /** A plan by its name, with settings as on the command line. Never a file. */
  private static Plan plan(JsonNode asked) throws IOException {
    Plan usual =
        switch (Asked.word(asked, "plan").orElse("default")) {
          case "lesson" -> Plan.lesson();
          case "default" -> Plan.standard();
          default ->
              throw new Refused(
                  Refused.WRONG,
                  "plan must be lesson or default, but it is "
                      + Asked.shortened(asked.path("plan").toString())
                      + ".");
        };
    return PlanFile.with(usual, Asked.words(asked, "settings", MOST_SETTINGS));
  }

  private void summary(Context ctx) throws IOException {
    JsonNode asked = Asked.json(ctx);
    Asked.only(asked, Set.of("plan", "settings"));
    Plan plan = plan(asked);
    Graph graph = plan.graph();
    ObjectNode json = Json.object();
    ArrayNode rows = json.putArray("rows");
    NetworkSummary.rows(graph, plan.network().towers())
        .forEach(row -> row.forEach(rows.addArray()::add));
    ArrayNode totals = json.putArray("totals");
    NetworkSummary.totals(graph).forEach(totals::add);
    json.put("planWords", PlanFile.words(plan));
    json.set("plan", Json.parsed(Json.line(plan)));
    Reply.json(ctx, json);
  }

  private void history(Context ctx) throws IOException {
    RunFolder folder =
        served
            .find(ctx.pathParam("run"))
            .run()
            .filter(run -> Files.exists(run.history()))
            .orElseThrow(
                () -> new Refused(Refused.NOT_FOUND, "This run has no history of a training."));
    ObjectNode json = Json.object();
    ArrayNode epochs = json.putArray("epochs");
    History history = HistoryFile.read(folder.history());
    history.epochs().forEach(epoch -> epochs.add(TrainingJob.epoch(epoch)));
    history.bestEpoch().ifPresent(best -> json.put("best", best));
    json.put("interrupted", canGoOn(folder));
    Reply.json(ctx, json);
  }

  /**
   * As the command line decides; so also after the last epoch, while steps are left to do. Not
   * while somebody trains it, from this page or not, nor where the page trains nothing.
   */
  private boolean canGoOn(RunFolder folder) throws IOException {
    return served.trains()
        && !Run.isOver(folder)
        && Files.exists(folder.checkpoint())
        && !HeldFolder.isHeld(folder);
  }

  private synchronized void now(Context ctx) {
    ObjectNode json = Json.object().put("running", job != null && !job.isOver());
    if (job != null) {
      json.put("run", job.id());
    }
    Reply.json(ctx, json);
  }

  private void start(Context ctx) throws IOException {
    // Read before anything is locked: a client may take its time to send it.
    JsonNode asked = Asked.json(ctx);
    Asked.only(asked, ASKED);
    Reply.json(ctx, Json.object().put("run", start(asked)));
  }

  private synchronized String start(JsonNode asked) throws IOException {
    if (job != null && !job.isOver()) {
      throw new Refused(
          Refused.CONFLICT, "A training is running; stop it first, or wait until it has ended.");
    }
    TrainingJob next =
        asked.has("resume")
            ? resumed(folder(Asked.word(asked, "resume").orElse("")))
            : begun(plan(asked), images(asked));
    job = next;
    return next.id();
  }

  private TrainingJob resumed(RunFolder folder) throws IOException {
    if (!served.trains()) {
      throw new Refused(
          Refused.CONFLICT,
          "Runs are gone on with where new ones could be put; open the page on the folder of runs"
              + " that this one is in.");
    }
    HeldFolder held = HeldFolder.of(folder);
    try {
      // Asked now that nobody else can be at its last step.
      if (Run.isOver(folder)) {
        throw new Refused(
            Refused.CONFLICT, "This run is finished; there is nothing to go on with.");
      }
      return launched(held, beginning -> beginning.resumed(held));
    } catch (Throwable e) {
      held.close(e);
      throw e;
    }
  }

  private TrainingJob begun(Plan plan, Images images) throws IOException {
    plan.graph();
    HeldFolder held = served.newRun(plan);
    // The folder is there before the images are read: it goes as well where they cannot be.
    return held.orAbandon(
        () ->
            launched(
                held,
                beginning -> held.orAbandon(() -> images.begin(beginning, plan, () -> held))));
  }

  private TrainingJob launched(HeldFolder held, TrainingJob.Start start) throws IOException {
    Path path = held.folder().path();
    TrainingJob next =
        new TrainingJob(
            Served.id(path),
            path.getFileName().toString(),
            PlanFile.read(held.folder().plan()),
            threads,
            version);
    served.forget(next.id());
    Thread thread = new Thread(() -> finish(next, start), "pleura-training");
    thread.setDaemon(true);
    thread.start();
    return next;
  }

  /** On which images a new run is begun. */
  @FunctionalInterface
  private interface Images {
    BegunRun begin(Beginning beginning, Plan plan, Beginning.Place place) throws IOException;
  }

  private Images images(JsonNode asked) throws IOException {
    int each = Asked.wholeOrNone(asked, "phantoms", LEAST_PHANTOMS, MOST_PHANTOMS);
    if (each > 0) {
      return (beginning, plan, place) -> beginning.onPhantoms(plan, each, place);
    }
    Served.Listed listed = served.find(Asked.word(asked, "imagesOf").orElse(""));
    Optional<RunFolder> like = listed.run();
    if (like.isPresent() && (asked.has("table") || asked.has("positive"))) {
      throw new Refused(
          Refused.WRONG, "The images of a run are labelled as there; a table is for others.");
    }
    return like.isPresent() ? imagesOf(like.get()) : radiographs(listed.path(), labelling(asked));
  }

  /** As the options --csv, --positive and --negative ask; empty for the class folders alone. */
  private Optional<Labelling> labelling(JsonNode asked) throws IOException {
    Optional<String> name = Asked.word(asked, "table");
    Optional<String> positive = Asked.word(asked, "positive");
    Optional<String> negative = Asked.word(asked, "negative");
    if (name.isEmpty()) {
      if (positive.isPresent() || negative.isPresent()) {
        throw new Refused(Refused.WRONG, "Findings are those of a table; choose the table too.");
      }
      return Optional.empty();
    }
    if (negative.isPresent() && positive.isEmpty()) {
      throw new Refused(
          Refused.WRONG, "A negative finding needs a positive one to be told from; name that too.");
    }
    Path table = served.tables().get(name.get());
    if (table == null) {
      throw new Refused(
          Refused.NOT_FOUND, "There is no table of this name beside the radiographs.");
    }
    return Optional.of(
        new Labelling(Optional.of(table), Map.of(), positive, negative, Optional.empty()));
  }

  /** The images of another run, labelled as there. */
  private static Images imagesOf(RunFolder like) {
    return (beginning, plan, place) ->
        beginning.onData(
            plan,
            () ->
                Run.data(
                    like, plan, Provenance.read(like), beginning.loading(), beginning.progress()),
            place);
  }

  /** The radiographs that are served without a run. */
  private static Images radiographs(Path location, Optional<Labelling> labelling) {
    return (beginning, plan, place) ->
        beginning.onData(
            plan,
            () ->
                RunData.labelled(
                    location,
                    labelling.orElse(Labelling.folders(Optional.ofNullable(plan.positiveClass()))),
                    plan.preparation(),
                    beginning.loading(),
                    beginning.progress()),
            place);
  }

  private void finish(TrainingJob ended, TrainingJob.Start start) {
    try {
      ended.go(start);
    } finally {
      forget(ended);
    }
  }

  private void forget(TrainingJob ended) {
    try {
      served.forget(ended.id());
    } catch (IOException notClosed) {
      // It is not used any more, whether its images could be closed or not.
    }
  }

  private RunFolder folder(String id) throws IOException {
    return served
        .find(id)
        .run()
        .orElseThrow(() -> new Refused(Refused.NOT_FOUND, "These images belong to no run."));
  }

  private synchronized TrainingJob started() throws Refused {
    if (job == null) {
      throw new Refused(Refused.NOT_FOUND, "No training was started from this page.");
    }
    return job;
  }

  private void stop(Context ctx) throws IOException {
    TrainingJob running = started();
    running.stop();
    Reply.json(ctx, Json.object().put("run", running.id()));
  }

  /** Everything from the beginning, then what happens, until it is over or the client is gone. */
  private void events(SseClient client) {
    try {
      tell(client, started());
    } catch (Refused nothing) {
      client.sendEvent("failed", Json.line(Json.object().put("error", nothing.getMessage())));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private static void tell(SseClient client, TrainingJob told) throws InterruptedException {
    int seen = 0;
    while (!client.terminated()) {
      boolean last = told.isOver();
      List<TrainingJob.Event> news = told.after(seen, PATIENCE);
      for (TrainingJob.Event event : news) {
        client.sendEvent(event.name(), event.data(), String.valueOf(seen++));
      }
      if (last) {
        break;
      }
      if (news.isEmpty()) {
        client.sendComment("still here");
      }
    }
  }
}
