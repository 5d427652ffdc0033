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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Phantoms;
import org.pleura.nn.Graph;
import org.pleura.nn.train.History;
import org.pleura.run.Divided;
import org.pleura.run.HistoryFile;
import org.pleura.run.Json;
import org.pleura.run.Loading;
import org.pleura.run.NetworkSummary;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Progress;
import org.pleura.run.Provenance;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFolder;

/** Starts trainings, one at a time, tells how they go, and stops them. */
final class TrainRoutes {
  private static final int MOST_PHANTOMS = 1000;
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
        switch (asked.path("plan").asText("lesson")) {
          case "lesson" -> Plan.lesson();
          case "default" -> Plan.standard();
          default -> throw new Refused(Refused.WRONG, "The plans are 'lesson' and 'default'.");
        };
    List<String> settings = new ArrayList<>();
    asked.path("settings").forEach(setting -> settings.add(setting.asText()));
    if (settings.size() > MOST_SETTINGS) {
      throw new Refused(
          Refused.WRONG, "At most " + MOST_SETTINGS + " settings can be changed at once.");
    }
    return PlanFile.with(usual, settings);
  }

  private void summary(Context ctx) throws IOException {
    Plan plan = plan(Asked.json(ctx));
    Graph graph = plan.graph();
    ObjectNode json = Json.object();
    ArrayNode rows = json.putArray("rows");
    NetworkSummary.rows(graph, plan.network().towers())
        .forEach(row -> row.forEach(rows.addArray()::add));
    ArrayNode totals = json.putArray("totals");
    NetworkSummary.totals(graph).forEach(totals::add);
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
    json.put("interrupted", canGoOn(folder) && !isRunning(folder.path()));
    Reply.json(ctx, json);
  }

  /** As the command line decides; so also after the last epoch, while steps are left to do. */
  private static boolean canGoOn(RunFolder folder) throws IOException {
    return !Run.isOver(folder) && Files.exists(folder.checkpoint());
  }

  private synchronized boolean isRunning(Path folder) {
    return job != null && !job.isOver() && job.id().equals(Served.id(folder));
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
    Reply.json(ctx, Json.object().put("run", start(asked)));
  }

  private synchronized String start(JsonNode asked) throws IOException {
    if (job != null && !job.isOver()) {
      throw new Refused(
          Refused.CONFLICT, "A training is running; stop it first, or wait until it has ended.");
    }
    TrainingJob next;
    TrainingJob.Beginning beginning;
    if (asked.has("resume")) {
      RunFolder folder = folder(asked.path("resume").asText());
      if (Run.isOver(folder)) {
        throw new Refused(
            Refused.CONFLICT, "This run is finished; there is nothing to go on with.");
      }
      next = new TrainingJob(Served.id(folder.path()), true, threads);
      served.forget(next.id());
      beginning = progress -> Run.reopen(folder, Loading.with(threads), progress);
    } else {
      Plan plan = plan(asked);
      plan.graph();
      int each = asked.path("phantoms").asInt(0);
      Optional<RunFolder> like =
          each > 0 ? Optional.empty() : Optional.of(folder(asked.path("imagesOf").asText()));
      if (each > MOST_PHANTOMS) {
        throw new Refused(
            Refused.WRONG,
            "At most " + MOST_PHANTOMS + " phantoms of each class can be drawn here.");
      }
      RunFolder folder =
          RunFolder.createNamed(served.runs(), LocalDate.now(ZoneId.systemDefault()), plan.name());
      // So that it is known for a run from now on.
      PlanFile.write(folder.plan(), plan);
      next = new TrainingJob(Served.id(folder.path()), false, threads);
      beginning = progress -> begin(folder, plan, like, each, progress);
    }
    Thread thread = new Thread(() -> finish(next, beginning), "pleura-training");
    thread.setDaemon(true);
    thread.start();
    job = next;
    return next.id();
  }

  private void finish(TrainingJob ended, TrainingJob.Beginning beginning) {
    try {
      ended.go(beginning);
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

  private Run begin(
      RunFolder folder, Plan plan, Optional<RunFolder> like, int each, Progress progress)
      throws IOException {
    RunData data = data(folder, plan, like, each, progress);
    try {
      Divided divided = Divided.of(plan, data, threads, progress);
      return Run.begin(folder, plan, data, divided, threads, version);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private RunData data(
      RunFolder folder, Plan plan, Optional<RunFolder> like, int each, Progress progress)
      throws IOException {
    if (like.isPresent()) {
      return Run.data(
          like.get(), plan, Provenance.read(like.get()), Loading.with(threads), progress);
    }
    Phantoms.write(
        folder.phantoms(),
        each,
        plan.seed(),
        Set.of(),
        threads,
        done -> progress.at("Drawing phantoms", done, 2 * each));
    return RunData.open(
        folder.phantoms(),
        plan.positiveClass(),
        plan.preparation(),
        Loading.with(threads),
        progress);
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
