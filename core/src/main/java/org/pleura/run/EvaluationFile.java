package org.pleura.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Discrimination;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.evaluate.RocBand;
import org.pleura.evaluate.RocCurve;

/**
 * An evaluation as JSON. An estimate is {@code {"value", "low", "high", "interval"}}, or {@code
 * {"undefined": REASON}}.
 */
public final class EvaluationFile {

  private EvaluationFile() {}

  /**
   * Writes an evaluation.
   *
   * @param file where to
   * @param evaluation the evaluation
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Evaluation evaluation) throws IOException {
    Json.write(file, json(evaluation));
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
    json.set("confusionMatrix", confusion(evaluation.confusion()));
    ConfusionMatrix rates = evaluation.confusion();
    json.set("accuracy", estimate(rates.accuracy()));
    json.set("accuracyByPatient", estimate(evaluation.accuracyByPatient()));
    json.set("majorityBaseline", estimate(rates.majorityBaseline()));
    json.set("sensitivity", estimate(rates.sensitivity()));
    json.set("specificity", estimate(rates.specificity()));
    json.set("positivePredictiveValue", estimate(rates.positivePredictiveValue()));
    json.set("negativePredictiveValue", estimate(rates.negativePredictiveValue()));
    Discrimination discrimination = evaluation.discrimination();
    json.set("auroc", estimate(discrimination.auroc()));
    json.set("aurocByPatient", estimate(discrimination.aurocByPatient()));
    json.set("averagePrecision", estimate(discrimination.averagePrecision()));
    json.set("brier", estimate(evaluation.calibration().brier()));
    json.set("crossEntropy", estimate(evaluation.calibration().crossEntropy()));
    json.set("reliability", reliability(evaluation.calibration()));
    discrimination.curve().ifPresent(curve -> json.set("roc", roc(curve)));
    discrimination.band().ifPresent(band -> json.set("rocBand", band(band)));
    return json;
  }

  private static ObjectNode confusion(ConfusionMatrix confusion) {
    return Json.MAPPER
        .createObjectNode()
        .put("threshold", confusion.threshold())
        .put("truePositives", confusion.truePositives())
        .put("falsePositives", confusion.falsePositives())
        .put("trueNegatives", confusion.trueNegatives())
        .put("falseNegatives", confusion.falseNegatives());
  }

  static ObjectNode estimate(Estimate estimate) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    if (estimate instanceof Estimate.Known known) {
      return json.put("value", known.value())
          .put("low", known.low())
          .put("high", known.high())
          .put("interval", known.method());
    }
    return json.put("undefined", ((Estimate.Undefined) estimate).reason());
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
