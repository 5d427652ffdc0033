package org.pleura.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pleura.run.Classes;
import org.pleura.run.Json;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;

/** Which runs there are, and what each is. */
final class RunRoutes {
  private final Served served;

  RunRoutes(Served served) {
    this.served = served;
  }

  void add(RoutesConfig routes) {
    byte[] described = PageFiles.resource("openapi.json");
    routes.get("/api/openapi.json", ctx -> ctx.contentType("application/json").result(described));
    routes.get("/api/runs", this::all);
    routes.get("/api/runs/{run}", this::one);
    routes.get("/api/tables", this::tables);
  }

  private void all(Context ctx) throws IOException {
    ObjectNode json = Json.object().put("trains", served.trains());
    ArrayNode runs = json.putArray("runs");
    List<Served.Listed> all = served.list();
    all.forEach(listed -> runs.add(summary(listed)));
    ShownFirst.of(all).ifPresent(listed -> json.put("shownFirst", listed.id()));
    json.put("manyRuns", served.manyRuns().size());
    Reply.json(ctx, json);
  }

  private void tables(Context ctx) throws IOException {
    ObjectNode json = Json.object();
    served.tables().keySet().forEach(json.putArray("tables")::add);
    Reply.json(ctx, json);
  }

  private void one(Context ctx) throws IOException {
    Served.Listed listed = served.find(ctx.pathParam("run"));
    ObjectNode json = summary(listed);
    if (listed.run().isPresent() && Files.exists(listed.run().get().plan())) {
      json.set(
          "plan", Json.parsed(Files.readString(listed.run().get().plan(), StandardCharsets.UTF_8)));
    }
    Reply.json(ctx, json);
  }

  private static ObjectNode summary(Served.Listed listed) {
    ObjectNode json = Json.object().put("run", listed.id()).put("name", listed.name());
    Optional<RunFolder> run = listed.run();
    json.put("hasModel", run.isPresent() && Files.exists(run.get().model()));
    Optional<RunImages> images = run.flatMap(RunImages::of);
    boolean areThere = images.map(RunImages::areThere).orElse(run.isEmpty());
    json.put("hasImages", areThere);
    if (!areThere) {
      images.ifPresent(gone -> json.put("imagesGone", FromHere.path(gone.location())));
    }
    json.put("hasHistory", run.isPresent() && Files.exists(run.get().history()));
    json.put("hasPredictions", run.isPresent() && Files.exists(run.get().predictions()));
    json.put("hasAudit", run.isPresent() && Files.exists(run.get().audit()));
    json.put("imported", run.isPresent() && run.get().isImported());
    run.ifPresent(
        folder -> {
          json.put("place", FromHere.path(folder.path()));
          json.put("auditCommand", FromHere.command("audit", folder));
          describe(folder, json);
        });
    return json;
  }

  /** What the run's files say of it; those that are not there yet, or damaged, say nothing. */
  private static void describe(RunFolder run, ObjectNode json) {
    try {
      Classes classes = Classes.of(run);
      json.put("positive", classes.positive()).put("negative", classes.negative());
      if (!run.isImported()) {
        Provenance provenance = Provenance.read(run);
        Plan plan = PlanFile.read(run.plan());
        json.put("planName", plan.name()).put("planWords", PlanFile.words(plan));
        json.put("started", provenance.started());
        json.put("finished", provenance.finished());
        json.put("images", provenance.data().images());
        json.put("dataFingerprint", provenance.data().fingerprint());
        json.put("data", String.valueOf(Path.of(provenance.data().location()).getFileName()));
      }
    } catch (IOException damaged) {
      json.put("problem", String.valueOf(damaged.getMessage()));
    }
    // The figures in short: they stand in evaluation.json as the last evaluation left them.
    try {
      if (Files.exists(run.evaluation())) {
        var evaluation = Json.parsed(Files.readString(run.evaluation(), StandardCharsets.UTF_8));
        for (String figure : List.of("accuracy", "accuracyByPatient", "auroc", "aurocByPatient")) {
          json.set(figure, evaluation.path(figure));
        }
      }
    } catch (IOException damaged) {
      json.put("problem", String.valueOf(damaged.getMessage()));
    }
  }
}
