package org.pleura.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.evaluate.CrossValidated;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.Spread;

/**
 * crossvalidation.json: what a cross-validation was asked, from its beginning on, and what it has
 * found so far, seed by seed. Estimates are as in {@link EvaluationFile}; a spread is {@code
 * {"count", "smallest", "mean", "largest", "standardDeviation"}}, the last null for one value.
 */
public final class CrossValidationFile {

  private CrossValidationFile() {}

  /**
   * What was asked.
   *
   * @param folds how many
   * @param seeds of the trainings
   */
  record Asked(int folds, List<Long> seeds) {
    Asked {
      seeds = List.copyOf(seeds);
    }
  }

  static void write(RunFolder folder, int folds, List<Long> seeds, Optional<CrossValidated> found)
      throws IOException {
    Json.write(folder.crossValidation(), json(folds, seeds, found));
  }

  /** What a cross-validation that was begun is to do. */
  static Asked asked(RunFolder folder) throws IOException {
    ObjectNode json = Json.read(folder.crossValidation(), ObjectNode.class);
    List<Long> seeds = new ArrayList<>();
    boolean whole = json.path("folds").isInt() && json.path("folds").asInt() >= 2;
    for (JsonNode seed : json.path("seeds")) {
      whole &= seed.isIntegralNumber() && seed.asLong() >= 0 && seed.asLong() <= 0xffffffffL;
      seeds.add(seed.asLong());
    }
    if (!whole || seeds.isEmpty()) {
      throw new IOException(
          folder.crossValidation()
              + " is damaged: it must say the number of folds, 2 or more, and the seeds.");
    }
    return new Asked(json.path("folds").asInt(), seeds);
  }

  /**
   * A cross-validation as JSON.
   *
   * @param folds how many there are
   * @param seeds of the trainings
   * @param found the seeds that are done; empty before the first is
   * @return one object
   */
  public static ObjectNode json(int folds, List<Long> seeds, Optional<CrossValidated> found) {
    ObjectNode json = Json.object().put("folds", folds).put("foldSeed", DividedIntoFolds.SEED);
    seeds.forEach(json.putArray("seeds")::add);
    json.put("threshold", Run.THRESHOLD);
    found.ifPresent(result -> addFigures(json, result));
    return json;
  }

  private static void addFigures(ObjectNode json, CrossValidated found) {
    json.putArray("notes").add(CrossValidated.HEADLINE).add(CrossValidated.DEVIATION);
    ArrayNode bySeed = json.putArray("bySeed");
    for (CrossValidated.OfSeed of : found.seeds()) {
      ObjectNode seed = bySeed.addObject().put("seed", of.seed());
      seed.set("auroc", spread(of.auroc()));
      seed.set("accuracy", spread(of.accuracy()));
      seed.set("pooled", figures(of.pooled()));
      ArrayNode byFold = seed.putArray("byFold");
      of.folds()
          .forEach(
              fold ->
                  byFold.add(Json.object().put("fold", byFold.size() + 1).setAll(figures(fold))));
    }
    ObjectNode overSeeds = json.putObject("overSeeds");
    overSeeds.set("auroc", spread(found.auroc()));
    overSeeds.set("pooledAuroc", spread(found.pooledAuroc()));
    overSeeds.set("accuracy", spread(found.accuracy()));
    overSeeds.set("pooledAccuracy", spread(found.pooledAccuracy()));
  }

  private static ObjectNode figures(Evaluation evaluation) {
    ObjectNode json =
        Json.object().put("cases", evaluation.cases()).put("positives", evaluation.positives());
    json.set("auroc", EvaluationFile.estimate(evaluation.discrimination().auroc()));
    json.set(
        "aurocByPatient", EvaluationFile.estimate(evaluation.discrimination().aurocByPatient()));
    json.set("accuracy", EvaluationFile.estimate(evaluation.confusion().accuracy()));
    json.set("accuracyByPatient", EvaluationFile.estimate(evaluation.accuracyByPatient()));
    json.set("majorityBaseline", EvaluationFile.estimate(evaluation.baseline().accuracy()));
    return json;
  }

  /**
   * How figures spread, as JSON.
   *
   * @param spread over folds or seeds
   * @return one object
   */
  public static ObjectNode spread(Spread spread) {
    ObjectNode json =
        Json.object()
            .put("count", spread.count())
            .put("smallest", spread.smallest())
            .put("mean", spread.mean())
            .put("largest", spread.largest());
    spread
        .standardDeviation()
        .ifPresentOrElse(
            deviation -> json.put("standardDeviation", deviation),
            () -> json.putNull("standardDeviation"));
    return json;
  }
}
