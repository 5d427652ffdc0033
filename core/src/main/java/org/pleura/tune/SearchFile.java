package org.pleura.tune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pleura.evaluate.Estimate;
import org.pleura.run.Csv;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Json;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.PredictionsFile;
import org.pleura.run.RunFolder;

/**
 * tuning.json: what a search was asked, from its beginning on, and what it has found so far; and
 * tuning.csv, a line for each training with a column for each value that varies.
 */
public final class SearchFile {

  private SearchFile() {}

  /**
   * What was asked.
   *
   * @param configurations the settings of each, all of the same paths
   * @param rungs how many are trained for how long
   */
  record Asked(List<List<String>> configurations, List<Rung> rungs) {
    Asked {
      configurations = configurations.stream().map(List::copyOf).toList();
      rungs = List.copyOf(rungs);
    }
  }

  static void write(RunFolder folder, Asked asked, Trials found) throws IOException {
    ObjectNode json = Json.object();
    ArrayNode configurations = json.putArray("configurations");
    for (List<String> settings : asked.configurations()) {
      settings.forEach(configurations.addArray()::add);
    }
    ArrayNode rungs = json.putArray("rungs");
    for (Rung rung : asked.rungs()) {
      rungs.addObject().put("trials", rung.trials()).put("partOfEpochs", rung.part());
    }
    Json.write(folder.tuning(), json.setAll(json(found)));
    if (!found.all().isEmpty()) {
      Csv.write(folder.tuningTable(), rows(found));
    }
  }

  /** What a search that was begun is to do. */
  static Asked asked(RunFolder folder) throws IOException {
    ObjectNode json = Json.read(folder.tuning(), ObjectNode.class);
    List<List<String>> configurations = new ArrayList<>();
    for (JsonNode settings : json.path("configurations")) {
      List<String> texts = new ArrayList<>();
      settings.forEach(setting -> texts.add(setting.asText()));
      configurations.add(texts);
    }
    List<Rung> rungs = new ArrayList<>();
    for (JsonNode rung : json.path("rungs")) {
      rungs.add(new Rung(rung.path("trials").asInt(), rung.path("partOfEpochs").asInt()));
    }
    boolean whole =
        !configurations.isEmpty()
            && configurations.size() <= Space.MOST_TRIALS
            && !rungs.isEmpty()
            && rungs.stream().allMatch(rung -> rung.trials() >= 1 && rung.part() >= 1);
    if (!whole) {
      throw new IOException(
          folder.tuning() + " is damaged: it must say the configurations and the rungs.");
    }
    return new Asked(configurations, rungs);
  }

  /** What a search has found so far. */
  static Trials trials(RunFolder folder, Plan base, Asked asked) throws IOException {
    List<Trial> all = new ArrayList<>();
    for (JsonNode json : Json.read(folder.tuning(), ObjectNode.class).path("trainings")) {
      int number = json.path("trial").asInt();
      int rung = json.path("rung").asInt();
      boolean known =
          number >= 1
              && number <= asked.configurations().size()
              && rung >= 1
              && rung <= asked.rungs().size();
      if (!known) {
        throw new IOException(
            folder.tuning()
                + " is damaged: a training must be of one of the configurations and the rungs.");
      }
      List<String> settings = asked.configurations().get(number - 1);
      Plan plan = asked.rungs().get(rung - 1).plan(PlanFile.with(base, settings));
      RunFolder run = folder.ofTrial(number, plan.training().epochs());
      Optional<Score> score =
          json.path("ranAway").asBoolean()
              ? Optional.empty()
              : Optional.of(Score.of(PredictionsFile.read(run.predictions())));
      all.add(new Trial(number, settings, rung, plan, score));
    }
    return new Trials(all);
  }

  /**
   * What was found as JSON: estimates as in {@link EvaluationFile}, the best configuration first.
   *
   * @param found any
   * @return one object
   */
  public static ObjectNode json(Trials found) {
    ObjectNode json = Json.object();
    json.putArray("notes").add(Trials.OPTIMISM).add(Trials.UNTOUCHED);
    ArrayNode trainings = json.putArray("trainings");
    found.all().forEach(trial -> trainings.add(json(trial)));
    ArrayNode ranking = json.putArray("ranking");
    found.ranked().forEach(trial -> ranking.add(trial.number()));
    found.best().ifPresent(best -> json.put("best", best.number()));
    return json;
  }

  private static ObjectNode json(Trial trial) {
    ObjectNode json = Json.object().put("trial", trial.number()).put("rung", trial.rung());
    json.put("epochs", trial.plan().training().epochs());
    trial.settings().forEach(json.putArray("settings")::add);
    if (trial.score().isEmpty()) {
      return json.put("ranAway", true);
    }
    Score score = trial.score().get();
    ObjectNode validation =
        json.putObject("validation")
            .put("images", score.images())
            .put("positives", score.positives())
            .put("loss", score.loss());
    validation.set("auroc", EvaluationFile.estimate(score.auroc()));
    return json;
  }

  private static List<List<String>> rows(Trials found) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("trial", "rung", "epochs"));
    for (String setting : found.all().get(0).settings()) {
      head.add(setting.substring(0, setting.indexOf('=')));
    }
    head.addAll(List.of("val_loss", "val_auroc", "val_auroc_low", "val_auroc_high"));
    rows.add(head);
    for (Trial trial : found.all()) {
      List<String> row = new ArrayList<>();
      row.add(String.valueOf(trial.number()));
      row.add(String.valueOf(trial.rung()));
      row.add(String.valueOf(trial.plan().training().epochs()));
      trial.settings().forEach(one -> row.add(one.substring(one.indexOf('=') + 1)));
      row.add(trial.score().map(score -> rounded(score.loss())).orElse(""));
      if (trial.score().isPresent()
          && trial.score().get().auroc() instanceof Estimate.Known known) {
        row.addAll(List.of(rounded(known.value()), rounded(known.low()), rounded(known.high())));
      } else {
        row.addAll(List.of("", "", ""));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String rounded(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
