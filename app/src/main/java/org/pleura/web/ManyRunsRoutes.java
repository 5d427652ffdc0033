package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Spread;
import org.pleura.run.CrossValidationFacts;
import org.pleura.run.CrossValidationFile;
import org.pleura.run.EvaluationFile;
import org.pleura.run.HeldFolder;
import org.pleura.run.Json;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;
import org.pleura.tune.SearchFacts;
import org.pleura.tune.Trial;
import org.pleura.tune.Trials;

/** What the cross-validations and searches brought so far, in short. */
final class ManyRunsRoutes {
  /** So many of a search's configurations are told, the best first. */
  private static final int RANKED = 10;

  private final Served served;

  /** What was read of each, by its folder: the files of every fold or trial stand behind it. */
  private final Map<Path, Read> known = new HashMap<>();

  private record Read(Map<Path, FileTime> modified, ObjectNode json) {}

  ManyRunsRoutes(Served served) {
    this.served = served;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/many-runs", this::all);
  }

  private synchronized void all(Context ctx) throws IOException {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("manyRuns");
    for (Served.ManyRuns many : served.manyRuns()) {
      all.add(told(many));
    }
    Reply.json(ctx, json);
  }

  private ObjectNode told(Served.ManyRuns many) throws IOException {
    RunFolder folder = many.folder();
    ObjectNode json =
        Json.object()
            .put("name", many.name())
            .put("kind", folder.isCrossValidation() ? "cross-validation" : "search")
            .put("running", HeldFolder.isHeld(folder));
    try {
      json.setAll(found(folder));
    } catch (IOException | IllegalArgumentException damaged) {
      json.put("problem", String.valueOf(damaged.getMessage()));
    }
    return json;
  }

  /** As it was read before, unless its files were written since. */
  private ObjectNode found(RunFolder folder) throws IOException {
    Map<Path, FileTime> now =
        Opened.modified(
            List.of(folder.plan(), folder.provenance(), folder.crossValidation(), folder.tuning()));
    Read before = known.get(folder.path());
    if (before != null && before.modified().equals(now)) {
      return before.json();
    }
    ObjectNode json = read(folder);
    known.put(folder.path(), new Read(now, json));
    return json;
  }

  private static ObjectNode read(RunFolder folder) throws IOException {
    Provenance provenance = Provenance.read(folder);
    ObjectNode json = Json.object();
    Plan plan = PlanFile.read(folder.plan());
    json.put("planName", plan.name()).put("planWords", PlanFile.words(plan));
    json.put("images", provenance.data().images()).put("finished", provenance.finished());
    if (folder.isCrossValidation()) {
      crossValidation(folder, json);
    } else {
      search(folder, json);
    }
    return json;
  }

  /** The mean over the folds with how they spread, and all folds together with its interval. */
  private static void crossValidation(RunFolder folder, ObjectNode json) throws IOException {
    CrossValidationFacts.Found facts = CrossValidationFacts.found(folder);
    json.put("folds", facts.folds());
    ArrayNode bySeed = json.putArray("bySeed");
    if (facts.bySeed().isEmpty()) {
      return;
    }
    facts.seeds().forEach(json.putArray("seeds")::add);
    for (CrossValidationFacts.OfSeed of : facts.bySeed()) {
      ObjectNode seed = bySeed.addObject().put("seed", of.seed());
      seed.set("auroc", CrossValidationFile.spread(of.auroc()));
      seed.set("pooledAuroc", EvaluationFile.estimate(of.pooled().figure("auroc")));
    }
    Spread overSeeds = facts.overSeeds().get("auroc");
    if (overSeeds != null) {
      json.set("auroc", CrossValidationFile.spread(overSeeds));
    }
    json.putArray("notes").add(CrossValidated.HEADLINE).add(CrossValidated.DEVIATION);
  }

  /** The ranking, each configuration as its longest training scored it. */
  private static void search(RunFolder folder, ObjectNode json) throws IOException {
    JsonNode asked = asked(folder.tuning());
    json.put("configurations", asked.path("configurations").size());
    ArrayNode ranking = json.putArray("ranking");
    if (asked.path("trainings").isEmpty()) {
      json.put("trainings", 0);
      return;
    }
    Trials trials = SearchFacts.read(folder).trials();
    json.put("trainings", trials.all().size());
    for (Trial trial : trials.ranked().stream().limit(RANKED).toList()) {
      ObjectNode one = ranking.addObject().put("trial", trial.number());
      one.put("epochs", trial.plan().training().epochs());
      trial.settings().forEach(one.putArray("settings")::add);
      if (trial.score().isPresent()) {
        one.set("auroc", EvaluationFile.estimate(trial.score().get().auroc()));
        one.put("loss", trial.score().get().loss());
      }
    }
    json.putArray("notes").add(Trials.OPTIMISM).add(Trials.UNTOUCHED);
  }

  private static JsonNode asked(Path file) throws IOException {
    return Json.parsed(Files.readString(file, StandardCharsets.UTF_8));
  }
}
