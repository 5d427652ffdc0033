package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.PairedAccuracy;
import org.pleura.evaluate.Wilson;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.run.Classifier;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Json;
import org.pleura.run.Prediction;
import org.pleura.run.Run;

/** The lesson's coin flip: ten radiographs to guess, and what the model said of the same ten. */
final class QuizRoutes {
  private static final int QUESTIONS = 10;

  private final Served served;
  private final Inference inference;

  QuizRoutes(Served served, Inference inference) {
    this.served = served;
    this.inference = inference;
  }

  void add(RoutesConfig routes) {
    routes.get("/api/runs/{run}/quiz", this::questions);
    routes.post("/api/runs/{run}/quiz", this::answers);
  }

  /** Images of the test part, which the model has not seen either, without their labels. */
  private void questions(Context ctx) throws IOException {
    int seed = Asked.whole(ctx, "seed", 42, 0, Integer.MAX_VALUE);
    Reply.json(
        ctx,
        served,
        run -> {
          List<Radiograph> all = run.radiographs();
          List<Integer> pool = new ArrayList<>();
          boolean tested = false;
          for (int i = 0; i < all.size(); i++) {
            if (run.part(all.get(i)).filter(part -> part == Part.TEST).isPresent()) {
              pool.add(i);
              tested = true;
            }
          }
          for (int i = 0; !tested && i < all.size(); i++) {
            pool.add(i);
          }
          Collections.shuffle(pool, new Random(seed));
          var dataset = run.data().dataset();
          ObjectNode json =
              Json.object()
                  .put("seed", seed)
                  .put("fromTestPart", tested)
                  .put("positive", dataset.positiveClass())
                  .put("negative", dataset.negativeClass());
          ArrayNode images = json.putArray("images");
          pool.stream().limit(QUESTIONS).forEach(images::add);
          return json;
        });
  }

  private void answers(Context ctx) throws IOException {
    JsonNode guesses = Asked.json(ctx).path("guesses");
    if (!guesses.isArray() || guesses.isEmpty() || guesses.size() > QUESTIONS) {
      throw new Refused(
          Refused.WRONG,
          "guesses must be a list of 1 to " + QUESTIONS + " objects with image and label.");
    }
    Reply.json(ctx, served, run -> score(run, guesses));
  }

  private ObjectNode score(Opened run, JsonNode guesses) throws IOException {
    boolean hasModel = Files.exists(run.folder().model());
    ObjectNode json = Json.object();
    ArrayNode answers = json.putArray("answers");
    Set<Integer> seen = new HashSet<>();
    int right = 0;
    int modelRight = 0;
    int onlyYou = 0;
    int onlyTheModel = 0;
    for (JsonNode guess : guesses) {
      int index = guess.path("image").isInt() ? guess.path("image").asInt() : -1;
      int label = guess.path("label").isInt() ? guess.path("label").asInt() : -1;
      if (index < 0 || index >= run.radiographs().size() || label < 0 || label > 1) {
        throw new Refused(
            Refused.WRONG,
            "Each guess must name an image of this run, 0 to "
                + (run.radiographs().size() - 1)
                + ", and a label, 0 or 1, but one is "
                + Asked.shortened(guess.toString())
                + ".");
      }
      if (!seen.add(index)) {
        throw new Refused(Refused.WRONG, "Each image can be guessed once.");
      }
      Radiograph radiograph = run.radiographs().get(index);
      ObjectNode answer =
          ImageRoutes.described(run, index)
              .put("guess", label)
              .put("right", label == radiograph.label());
      right += label == radiograph.label() ? 1 : 0;
      if (hasModel) {
        float probability = probability(run, radiograph);
        int called = probability > Run.THRESHOLD ? 1 : 0;
        answer
            .put("probability", probability)
            .put("model", called)
            .put("modelRight", called == radiograph.label());
        modelRight += called == radiograph.label() ? 1 : 0;
        onlyYou += label == radiograph.label() && called != label ? 1 : 0;
        onlyTheModel += called == radiograph.label() && called != label ? 1 : 0;
      }
      answers.add(answer);
    }
    json.set("you", accuracy(right, guesses.size()));
    if (hasModel) {
      json.set("theModel", accuracy(modelRight, guesses.size()));
      // Both saw the same images, so they are compared on those that only one had right.
      json.putObject("paired")
          .put("onlyYou", onlyYou)
          .put("onlyTheModel", onlyTheModel)
          .put("p", PairedAccuracy.exactP(onlyYou, onlyTheModel))
          .put("test", "McNemar's exact test");
    }
    return json;
  }

  private static ObjectNode accuracy(int right, int of) {
    return EvaluationFile.estimate(Wilson.of(right, of, "nothing was guessed"))
        .put("right", right)
        .put("of", of);
  }

  private float probability(Opened run, Radiograph radiograph) throws IOException {
    Prediction known = run.predictions().get(radiograph.name());
    if (known != null) {
      return known.probability();
    }
    Classifier classifier = run.classifier();
    return inference.of(
        () ->
            BinaryCrossentropy.probability(
                classifier.logit(radiograph.name(), run.data().images().prepared(radiograph))));
  }
}
