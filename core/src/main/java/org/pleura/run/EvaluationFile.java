package org.pleura.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Difference;
import org.pleura.evaluate.Discrimination;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.ModelComparison;
import org.pleura.evaluate.PairedAccuracy;
import org.pleura.evaluate.PredictiveValues;
import org.pleura.evaluate.RocBand;
import org.pleura.evaluate.RocCurve;
import org.pleura.evaluate.Subgroup;
import org.pleura.evaluate.TemperatureScaling;
import org.pleura.evaluate.Threshold;

/**
 * An evaluation as JSON. An estimate is {@code {"value", "low", "high", "interval"}}, or {@code
 * {"undefined": REASON}}. Every name is described in {@code docs/evaluation.md}; names are added,
 * never changed.
 */
public final class EvaluationFile {

  private EvaluationFile() {}

  /**
   * Writes an evaluation.
   *
   * @param file where to
   * @param evaluation the evaluation
   * @param against another model beside it, where one was named
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Evaluation evaluation, Optional<Evaluating.Against> against)
      throws IOException {
    Json.write(file, json(evaluation, against));
  }

  /**
   * An evaluation as JSON.
   *
   * @param evaluation the evaluation
   * @param against another model beside it, where one was named
   * @return one object
   */
  public static ObjectNode json(Evaluation evaluation, Optional<Evaluating.Against> against) {
    ObjectNode json = json(evaluation);
    against.ifPresent(other -> json.set("comparison", comparison(other)));
    return json;
  }

  /**
   * An evaluation as JSON.
   *
   * @param evaluation the evaluation
   * @return one object
   */
  public static ObjectNode json(Evaluation evaluation) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("cases", evaluation.cases());
    json.put("positives", evaluation.positives());
    evaluation
        .patients()
        .ifPresentOrElse(count -> json.put("patients", count), () -> json.putNull("patients"));
    json.put("orderedBy", evaluation.scoredByLogit() ? "logit" : "probability");
    json.set("threshold", threshold(evaluation.threshold()));
    json.set("confusionMatrix", confusion(evaluation.confusion()));
    ConfusionMatrix rates = evaluation.confusion();
    json.set("accuracy", estimate(rates.accuracy()));
    json.set("accuracyByPatient", estimate(evaluation.accuracyByPatient()));
    json.set("majorityBaseline", estimate(rates.majorityBaseline()));
    json.set("accuracyOverBaseline", accuracies(evaluation.baseline().against()));
    json.set("sensitivity", estimate(rates.sensitivity()));
    json.set("specificity", estimate(rates.specificity()));
    json.set("positivePredictiveValue", estimate(rates.positivePredictiveValue()));
    json.set("negativePredictiveValue", estimate(rates.negativePredictiveValue()));
    evaluation
        .atPrevalence()
        .ifPresent(values -> json.set("predictiveValuesAtPrevalence", atPrevalence(values)));
    Discrimination discrimination = evaluation.discrimination();
    json.set("auroc", estimate(discrimination.auroc()));
    json.set("aurocByPatient", estimate(discrimination.aurocByPatient()));
    json.set("averagePrecision", estimate(discrimination.averagePrecision()));
    addCalibration(json, evaluation.calibration());
    json.set("temperatureScaling", temperature(evaluation.temperature()));
    json.set("subgroups", subgroups(evaluation.subgroups()));
    remarks(evaluation).forEach(json.putArray("remarks")::add);
    discrimination.curve().ifPresent(curve -> json.set("roc", roc(curve)));
    discrimination.band().ifPresent(band -> json.set("rocBand", band(band)));
    return json;
  }

  /** What a reader of the figures must not miss. */
  private static List<String> remarks(Evaluation evaluation) {
    List<String> remarks = new ArrayList<>();
    remarks.add(evaluation.threshold().sentence("The threshold"));
    remarks.add(evaluation.baseline().sentence());
    evaluation.discrimination().doubt().ifPresent(remarks::add);
    evaluation.calibration().error().sentence().ifPresent(remarks::add);
    return remarks;
  }

  /**
   * A confusion matrix as JSON.
   *
   * @param confusion any
   * @return the threshold and the four counts
   */
  public static ObjectNode confusion(ConfusionMatrix confusion) {
    return Json.MAPPER
        .createObjectNode()
        .put("threshold", confusion.threshold())
        .put("truePositives", confusion.truePositives())
        .put("falsePositives", confusion.falsePositives())
        .put("trueNegatives", confusion.trueNegatives())
        .put("falseNegatives", confusion.falseNegatives());
  }

  /**
   * An estimate as JSON.
   *
   * @param estimate any
   * @return its value, both ends of its interval and how that was made; or why it is undefined
   */
  public static ObjectNode estimate(Estimate estimate) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    if (estimate instanceof Estimate.Known known) {
      return json.put("value", known.value())
          .put("low", known.low())
          .put("high", known.high())
          .put("interval", known.method());
    }
    return json.put("undefined", ((Estimate.Undefined) estimate).reason());
  }

  private static ObjectNode threshold(Threshold threshold) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("value", threshold.value())
            .put("rule", threshold.rule().words())
            .put("validationCases", threshold.validationCases());
    json.set("spread", estimate(threshold.spread()));
    threshold.onValidation().ifPresent(calls -> json.set("onValidation", confusion(calls)));
    threshold.failure().ifPresent(reason -> json.put("failure", reason));
    return json;
  }

  private static ObjectNode difference(Difference difference, Estimate byPatient) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.set("difference", estimate(difference.estimate()));
    json.set("differenceByPatient", estimate(byPatient));
    json.put("test", difference.test());
    difference.p().ifPresentOrElse(p -> json.put("p", p), () -> json.putNull("p"));
    return json;
  }

  private static ObjectNode accuracies(PairedAccuracy accuracy) {
    return difference(accuracy.difference(), accuracy.byPatient())
        .put("onlyFirstRight", accuracy.onlyFirst())
        .put("onlySecondRight", accuracy.onlySecond());
  }

  private static ObjectNode atPrevalence(PredictiveValues values) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("prevalence", values.prevalence());
    json.set("positivePredictiveValue", estimate(values.positive()));
    json.set("negativePredictiveValue", estimate(values.negative()));
    return json;
  }

  private static void addCalibration(ObjectNode json, Calibration calibration) {
    json.set("brier", estimate(calibration.brier()));
    json.set("crossEntropy", estimate(calibration.crossEntropy()));
    ObjectNode error = json.putObject("calibrationError");
    error.setAll(estimate(calibration.error().estimate()));
    calibration
        .error()
        .ifCalibrated()
        .ifPresent(
            chance ->
                error
                    .putObject("ifPerfectlyCalibrated")
                    .put("mean", chance.mean())
                    .put("high", chance.high()));
    json.set("calibrationSlope", estimate(calibration.recalibration().slope()));
    json.set("calibrationIntercept", estimate(calibration.recalibration().intercept()));
    json.set("calibrationInTheLarge", estimate(calibration.recalibration().inTheLarge()));
    json.set("reliability", reliability(calibration));
  }

  private static ObjectNode temperature(TemperatureScaling scaling) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.set("temperature", estimate(scaling.temperature()));
    json.put("validationCases", scaling.validationCases());
    scaling
        .after()
        .ifPresent(
            after -> {
              ObjectNode test = json.putObject("testAfter");
              addCalibration(test, after.calibration());
              test.set("crossEntropyChange", estimate(after.crossEntropyChange()));
              test.set("brierChange", estimate(after.brierChange()));
            });
    return json;
  }

  private static ArrayNode subgroups(List<Subgroup> subgroups) {
    ArrayNode groups = Json.MAPPER.createArrayNode();
    for (Subgroup group : subgroups) {
      ObjectNode json =
          groups
              .addObject()
              .put("attribute", group.attribute())
              .put("value", group.value())
              .put("cases", group.cases())
              .put("positives", group.positives());
      group
          .patients()
          .ifPresentOrElse(count -> json.put("patients", count), () -> json.putNull("patients"));
      json.set("accuracy", estimate(group.accuracy()));
      json.set("sensitivity", estimate(group.sensitivity()));
      json.set("specificity", estimate(group.specificity()));
      json.set("auroc", estimate(group.auroc()));
    }
    return groups;
  }

  private static ObjectNode comparison(Evaluating.Against against) {
    ModelComparison comparison = against.comparison();
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("against", against.name())
            .put("matchedBy", against.matchedBy())
            .put("cases", comparison.cases());
    json.set("thresholdOfTheOther", threshold(against.threshold()));
    json.set("aurocOfTheOther", estimate(comparison.auroc().second()));
    json.set("auroc", difference(comparison.auroc().difference(), comparison.auroc().byPatient()));
    json.set("accuracyOfTheOther", estimate(comparison.accuracyOfSecond()));
    json.set("accuracy", accuracies(comparison.accuracy()));
    json.put("verdict", comparison.sentence("this model", "the other"));
    return json;
  }

  private static ArrayNode reliability(Calibration calibration) {
    ArrayNode bins = Json.MAPPER.createArrayNode();
    for (Calibration.Bin bin : calibration.reliability()) {
      ObjectNode json =
          bins.addObject()
              .put("from", bin.from())
              .put("to", bin.to())
              .put("cases", bin.cases())
              .put("meanProbability", bin.meanProbability());
      json.set("observed", estimate(bin.observed()));
    }
    return bins;
  }

  private static ArrayNode roc(RocCurve curve) {
    ArrayNode points = Json.MAPPER.createArrayNode();
    for (RocCurve.Point point : curve.points()) {
      points
          .addObject()
          .put("threshold", point.threshold())
          .put("sensitivity", point.sensitivity())
          .put("falsePositiveRate", point.falsePositiveRate());
    }
    return points;
  }

  private static ObjectNode band(RocBand band) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("interval", band.method());
    ArrayNode levels = json.putArray("levels");
    for (RocBand.Level level : band.levels()) {
      levels
          .addObject()
          .put("falsePositiveRate", level.falsePositiveRate())
          .put("low", level.low())
          .put("high", level.high());
    }
    return json;
  }
}
