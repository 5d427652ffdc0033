package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pleura.run.HeldFolder;
import org.pleura.run.Json;
import org.pleura.run.PlanFile;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;

/** What a cross-validation or a search brought, in short, from the files that it left so far. */
final class ManyRunsJson {
  /** So many of a search's configurations are told, the best first. */
  private static final int RANKED = 10;

  private ManyRunsJson() {}

  static ObjectNode of(Served.ManyRuns many) {
    RunFolder folder = many.folder();
    ObjectNode json =
        Json.object()
            .put("name", many.name())
            .put("kind", folder.isCrossValidation() ? "cross-validation" : "search");
    try {
      json.put("planName", PlanFile.read(folder.plan()).name());
      Provenance provenance = Provenance.read(folder);
      json.put("images", provenance.data().images());
      json.put("finished", provenance.finished());
      json.put("running", HeldFolder.isHeld(folder));
      if (folder.isCrossValidation()) {
        crossValidation(read(folder.crossValidation()), json);
      } else {
        search(read(folder.tuning()), json);
      }
    } catch (IOException damaged) {
      json.put("problem", String.valueOf(damaged.getMessage()));
    }
    return json;
  }

  private static JsonNode read(Path file) throws IOException {
    return Json.parsed(Files.readString(file, StandardCharsets.UTF_8));
  }

  /** The mean over the folds with how they spread, and all folds together with its interval. */
  private static void crossValidation(JsonNode found, ObjectNode json) {
    json.set("folds", found.path("folds"));
    json.set("seeds", found.path("seeds"));
    ArrayNode bySeed = json.putArray("bySeed");
    for (JsonNode seed : found.path("bySeed")) {
      ObjectNode one = bySeed.addObject();
      one.set("seed", seed.path("seed"));
      one.set("auroc", seed.path("auroc"));
      one.set("pooledAuroc", seed.path("pooled").path("auroc"));
    }
    if (found.has("overSeeds")) {
      json.set("auroc", found.path("overSeeds").path("auroc"));
    }
    notes(found, json);
  }

  /** The ranking, each configuration as its longest training scored it. */
  private static void search(JsonNode found, ObjectNode json) {
    json.put("configurations", found.path("configurations").size());
    json.put("trainings", found.path("trainings").size());
    ArrayNode ranking = json.putArray("ranking");
    for (JsonNode number : found.path("ranking")) {
      if (ranking.size() == RANKED) {
        break;
      }
      ranking.add(longest(found.path("trainings"), number.asInt()));
    }
    notes(found, json);
  }

  private static ObjectNode longest(JsonNode trainings, int trial) {
    ObjectNode longest = Json.object().put("trial", trial);
    int rung = 0;
    for (JsonNode training : trainings) {
      if (training.path("trial").asInt() == trial && training.path("rung").asInt() > rung) {
        rung = training.path("rung").asInt();
        longest.set("epochs", training.path("epochs"));
        longest.set("settings", training.path("settings"));
        if (training.has("validation")) {
          longest.set("auroc", training.path("validation").path("auroc"));
          longest.set("loss", training.path("validation").path("loss"));
        }
      }
    }
    return longest;
  }

  private static void notes(JsonNode found, ObjectNode json) {
    if (found.has("notes")) {
      json.set("notes", found.path("notes"));
    }
  }
}
