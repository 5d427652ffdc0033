package org.pleura.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pleura.audit.ImageAgreement;
import org.pleura.audit.Likeness;
import org.pleura.audit.WeightRandomization;
import org.pleura.data.Radiograph;
import org.pleura.explain.Heatmap;
import org.pleura.explain.SaliencyMethod;
import org.pleura.report.EvidenceColours;
import org.pleura.run.Classifier;
import org.pleura.run.Explanation;
import org.pleura.run.Json;

/** Where a run's model looked in its radiographs, and the colours in which that is shown. */
final class MapRoutes {
  /** From all against to all for, with none in the middle. */
  private static final int STEPS = 129;

  private static final int MOST_METHODS = 8;

  /** So many test images are compared where 'explain --compare' was not asked before. */
  private static final int COMPARED = 24;

  private static final byte[] COLOURS = colours();

  private final Served served;
  private final Inference inference;

  MapRoutes(Served served, Inference inference) {
    this.served = served;
    this.inference = inference;
  }

  void add(RoutesConfig routes) {
    routes.get(
        "/api/evidence-colours",
        ctx -> ctx.contentType("application/octet-stream").result(COLOURS));
    routes.get("/api/methods", MapRoutes::methods);
    routes.get("/api/runs/{run}/images/{image}/map", this::map);
    routes.get("/api/runs/{run}/images/{image}/maps", this::maps);
    routes.get("/api/runs/{run}/images/{image}/randomised", this::randomised);
    routes.get("/api/runs/{run}/layers", this::layers);
    routes.get("/api/runs/{run}/comparison", this::comparison);
    routes.get("/api/runs/{run}/audit", this::audit);
  }

  private static byte[] colours() {
    byte[] colours = new byte[256 * STEPS * 3];
    for (int i = 0; i < 256 * STEPS; i++) {
      int rgb = EvidenceColours.rgb(i / STEPS, 2.0 * (i % STEPS) / (STEPS - 1) - 1);
      colours[3 * i] = (byte) (rgb >> 16);
      colours[3 * i + 1] = (byte) (rgb >> 8);
      colours[3 * i + 2] = (byte) rgb;
    }
    return colours;
  }

  private static void methods(Context ctx) {
    ObjectNode json = Json.object();
    ArrayNode methods = json.putArray("methods");
    for (SaliencyMethod method : SaliencyMethod.all(Optional.empty())) {
      methods
          .addObject()
          .put("method", method.word())
          .put("title", method.title())
          .put("control", method.isControl());
    }
    Reply.json(ctx, json);
  }

  static SaliencyMethod method(String word) throws Refused {
    try {
      return SaliencyMethod.named(word, Optional.empty());
    } catch (IllegalArgumentException unknown) {
      throw new Refused(Refused.WRONG, sentence(unknown));
    }
  }

  /** A message begins small, because it may stand after a name. */
  static String sentence(IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
  }

  private void map(Context ctx) throws IOException {
    SaliencyMethod method = method(Asked.word(ctx, "method").orElse("gradcam"));
    Reply.json(
        ctx,
        served,
        run -> {
          Radiograph radiograph = ImageRoutes.radiograph(ctx, run);
          float[] prepared = run.data().images().prepared(radiograph);
          return inference.of(
              () -> MapJson.of(explained(method, run.classifier(), radiograph, prepared)));
        });
  }

  private static Explanation explained(
      SaliencyMethod method, Classifier classifier, Radiograph radiograph, float[] prepared)
      throws IOException {
    return Explanation.of(method, classifier, radiograph.name(), "", radiograph.label(), prepared);
  }

  /** Several methods' maps of one image, and how far they agree. */
  private void maps(Context ctx) throws IOException {
    List<SaliencyMethod> methods = new ArrayList<>();
    for (String word : Asked.word(ctx, "methods").orElse("gradcam,gradcam++").split(",", -1)) {
      methods.add(method(word));
    }
    if (methods.size() > MOST_METHODS) {
      throw new Refused(
          Refused.WRONG, "At most " + MOST_METHODS + " methods can be asked at once.");
    }
    Reply.json(
        ctx,
        served,
        run -> {
          Radiograph radiograph = ImageRoutes.radiograph(ctx, run);
          float[] prepared = run.data().images().prepared(radiograph);
          List<Explanation> explanations = new ArrayList<>();
          for (SaliencyMethod method : methods) {
            explanations.add(
                inference.of(() -> explained(method, run.classifier(), radiograph, prepared)));
          }
          ObjectNode json = Json.object();
          ArrayNode maps = json.putArray("maps");
          explanations.forEach(one -> maps.add(MapJson.of(one)));
          if (methods.size() > 1) {
            json.set("agreement", agreementWithoutControls(explanations));
          }
          return json;
        });
  }

  /**
   * The pairs of all, but the one number of those that ask the model: how far a map agrees with
   * noise says nothing of whether methods agree.
   */
  private static ObjectNode agreementWithoutControls(List<Explanation> explanations) {
    ObjectNode json = agreement(explanations);
    List<Explanation> asking =
        explanations.stream().filter(one -> !one.method().isControl()).toList();
    int controls = explanations.size() - asking.size();
    json.put("controlsLeftOut", controls);
    if (controls == 0) {
      return json;
    }
    json.remove(List.of("overall", "undefined"));
    if (asking.size() < 2) {
      return json.put("undefined", "without the controls there are no two methods to compare");
    }
    ObjectNode without = agreement(asking);
    for (String one : List.of("overall", "undefined")) {
      if (without.has(one)) {
        json.set(one, without.get(one));
      }
    }
    return json;
  }

  private static ObjectNode agreement(List<Explanation> explanations) {
    List<Heatmap> maps = explanations.stream().map(Explanation::map).toList();
    ImageAgreement agreement = ImageAgreement.of(maps);
    ObjectNode json = Json.object();
    if (agreement.overall().isPresent()) {
      json.put("overall", agreement.overall().getAsDouble());
    } else {
      json.put("undefined", agreement.whyNone());
    }
    ArrayNode pairs = json.putArray("pairs");
    int pair = 0;
    for (int a = 0; a < maps.size(); a++) {
      for (int b = a + 1; b < maps.size(); b++) {
        ObjectNode one = pairs.addObject();
        one.putArray("methods")
            .add(explanations.get(a).method().word())
            .add(explanations.get(b).method().word());
        ObjectNode measures = one.putObject("measures");
        for (Likeness.Measure measure : Likeness.Measure.values()) {
          OptionalDouble value = measure.of(agreement.pairs().get(pair));
          ObjectNode number = measures.putObject(measure.words());
          if (value.isPresent()) {
            number.put("value", value.getAsDouble());
          } else {
            number.put("undefined", agreement.whyUndefined(measure, a, b));
          }
        }
        pair++;
      }
    }
    return json;
  }

  /** The layers that can be made random, from the last. */
  private void layers(Context ctx) throws IOException {
    Reply.json(
        ctx,
        served,
        run -> {
          ObjectNode json = Json.object();
          ArrayNode layers = json.putArray("layers");
          WeightRandomization.stages(run.classifier().network().graph()).forEach(layers::add);
          return json;
        });
  }

  /** The map of a network whose last layers have forgotten what they learnt. */
  private void randomised(Context ctx) throws IOException {
    SaliencyMethod method = method(Asked.word(ctx, "method").orElse("gradcam"));
    Reply.json(
        ctx,
        served,
        run -> {
          Radiograph radiograph = ImageRoutes.radiograph(ctx, run);
          Classifier trained = run.classifier();
          int all = WeightRandomization.stages(trained.network().graph()).size();
          int layers = Asked.whole(ctx, "layers", all, 0, all);
          float[] prepared = run.data().images().prepared(radiograph);
          return inference.of(
              () -> {
                Classifier random =
                    new Classifier(
                        WeightRandomization.cascaded(trained.network(), layers),
                        trained.preparation(),
                        trained.classes());
                Explanation before = explained(method, trained, radiograph, prepared);
                Explanation after = explained(method, random, radiograph, prepared);
                ObjectNode json = MapJson.of(after).put("layers", layers);
                json.set("agreement", agreement(List.of(before, after)));
                return json;
              });
        });
  }

  private void comparison(Context ctx) throws IOException {
    List<SaliencyMethod> usual = List.of(method("gradcam++"), method("scorecam"));
    Reply.json(
        ctx,
        served,
        run -> {
          JsonNode comparison = run.comparison(usual, COMPARED, inference).deepCopy();
          for (JsonNode image : comparison.path("ranked")) {
            Integer number = run.numbers().get(image.path("image").asText());
            if (number != null) {
              ((ObjectNode) image).put("number", number);
            }
          }
          return comparison;
        });
  }

  private void audit(Context ctx) throws IOException {
    Reply.json(
        ctx,
        served,
        run -> {
          if (!Files.exists(run.folder().audit())) {
            throw new Refused(
                Refused.NOT_FOUND,
                "This run was not audited yet; '"
                    + FromHere.command("audit", run.folder())
                    + "' does it.");
          }
          return Json.parsed(Files.readString(run.folder().audit(), StandardCharsets.UTF_8));
        });
  }
}
