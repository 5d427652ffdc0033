package org.pleura.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.pleura.data.Part;
import org.pleura.evaluate.Cases;
import org.pleura.evaluate.ConfusionMatrix;
import org.pleura.evaluate.Evaluation;
import org.pleura.run.Classes;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Json;
import org.pleura.run.Predicting;
import org.pleura.run.Prediction;
import org.pleura.run.Run;
import org.pleura.run.RunFacts;

/** What a run's predictions of its test part are worth, whatever the threshold. */
final class ResultRoutes {
  private final Served served;

  ResultRoutes(Served served) {
    this.served = served;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/runs/{run}/evaluation", this::evaluation);
    routes.get("/api/runs/{run}/threshold", this::threshold);
  }

  private static Evaluation required(Opened run) throws IOException {
    return run.evaluation()
        .orElseThrow(
            () ->
                new Refused(
                    Refused.NOT_FOUND, "This run has no predictions yet; finish its training."));
  }

  private void evaluation(Context ctx) throws IOException {
    Reply.json(
        ctx,
        served,
        run -> {
          ObjectNode json = EvaluationFile.json(required(run));
          Classes classes = run.classes();
          json.put("positive", classes.positive()).put("negative", classes.negative());
          RunFacts.assumptions(run.folder()).forEach(json.putArray("assumptions")::add);
          ArrayNode images = json.putArray("images");
          Map<String, Integer> numbers = run.numbers();
          for (Prediction one : run.predictions().values()) {
            if (one.part() == Part.TEST) {
              ObjectNode image =
                  images
                      .addObject()
                      .put("name", one.image())
                      .put("label", one.label())
                      .put("probability", one.probability());
              Integer number = numbers.get(one.image());
              if (number != null) {
                image.put("image", number);
              }
            }
          }
          return json;
        });
  }

  private void threshold(Context ctx) throws IOException {
    double value = Asked.number(ctx, "value", Run.THRESHOLD, 0, 1);
    Reply.json(
        ctx,
        served,
        run -> {
          required(run);
          List<Prediction> all = List.copyOf(run.predictions().values());
          Cases cases = Predicting.cases(all, Part.TEST);
          ConfusionMatrix matrix = ConfusionMatrix.of(cases, value);
          ObjectNode json = Json.object();
          json.set("confusionMatrix", EvaluationFile.confusion(matrix));
          json.set("accuracy", EvaluationFile.estimate(matrix.accuracy()));
          json.set(
              "accuracyByPatient",
              EvaluationFile.estimate(Evaluation.accuracyByPatient(cases, value)));
          json.set("sensitivity", EvaluationFile.estimate(matrix.sensitivity()));
          json.set("specificity", EvaluationFile.estimate(matrix.specificity()));
          json.set(
              "positivePredictiveValue", EvaluationFile.estimate(matrix.positivePredictiveValue()));
          json.set(
              "negativePredictiveValue", EvaluationFile.estimate(matrix.negativePredictiveValue()));
          return json;
        });
  }
}
