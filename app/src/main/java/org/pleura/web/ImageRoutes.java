package org.pleura.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.image.GrayImage;
import org.pleura.nn.random.Mt19937;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.Preparation;
import org.pleura.run.Json;
import org.pleura.run.Prediction;

/** The radiographs of a run: which there are, and each as it is, as prepared, as augmented. */
final class ImageRoutes {
  private static final int MOST_AT_ONCE = 200;

  private final Served served;

  ImageRoutes(Served served) {
    this.served = served;
  }

  void add(RoutesConfig routes) {
    String image = "/api/runs/{run}/images/{image}";
    routes.get("/api/runs/{run}/images", this::list);
    routes.get(image, this::one);
    routes.get(
        image + "/gray.png", ctx -> picture(ctx, (run, one) -> run.data().images().gray(one)));
    routes.get(
        image + "/small.png",
        ctx -> picture(ctx, (run, one) -> Grays.small(run.data().images().gray(one))));
    routes.get(image + "/prepared.png", ctx -> picture(ctx, ImageRoutes::prepared));
    routes.get(image + "/augmented.png", this::augmented);
  }

  /** How a picture is made of a radiograph. */
  @FunctionalInterface
  private interface Making {
    GrayImage of(Opened run, Radiograph radiograph) throws IOException;
  }

  private void picture(Context ctx, Making making) throws IOException {
    Reply.picture(
        ctx, served.with(ctx.pathParam("run"), run -> making.of(run, radiograph(ctx, run))));
  }

  static Radiograph radiograph(Context ctx, Opened run) throws IOException {
    List<Radiograph> all = run.radiographs();
    return all.get(Asked.index(ctx, "image", all.size()));
  }

  private static GrayImage prepared(Opened run, Radiograph radiograph) throws IOException {
    Preparation preparation = run.preparation();
    return Grays.ofOwnRange(
        run.data().images().prepared(radiograph), preparation.width(), preparation.height());
  }

  private void list(Context ctx) throws IOException {
    int from = Asked.whole(ctx, "from", 0, 0, Integer.MAX_VALUE);
    int most = Asked.whole(ctx, "most", 60, 1, MOST_AT_ONCE);
    Optional<String> className = Asked.word(ctx, "class");
    Optional<String> part =
        Asked.oneOf(ctx, "part", Stream.of(Part.values()).map(Part::word).toList());
    Optional<String> patient = Asked.word(ctx, "patient");
    Reply.json(
        ctx,
        served,
        run -> {
          List<Radiograph> all = run.radiographs();
          List<Integer> chosen = new ArrayList<>();
          for (int i = 0; i < all.size(); i++) {
            Radiograph one = all.get(i);
            boolean fits =
                className.map(one.className()::equals).orElse(true)
                    && (part.isEmpty() || run.part(one).map(Part::word).equals(part))
                    && patient.map(word -> matches(one, word)).orElse(true);
            if (fits) {
              chosen.add(i);
            }
          }
          ObjectNode json = counts(run, all).put("chosen", chosen.size());
          ArrayNode images = json.putArray("list");
          for (int i = from; i < Math.min((long) from + most, chosen.size()); i++) {
            images.add(described(run, chosen.get(i)));
          }
          return json;
        });
  }

  /** By the whole identifier: patient 3 is not patient 13. */
  private static boolean matches(Radiograph radiograph, String word) {
    return radiograph.patient().filter(word::equalsIgnoreCase).isPresent();
  }

  /** How many there are of each class in each part. */
  private static ObjectNode counts(Opened run, List<Radiograph> all) throws IOException {
    var dataset = run.data().dataset();
    ObjectNode json = Json.object().put("images", all.size());
    json.put("drawn", run.data().drawn());
    json.put("positive", dataset.positiveClass()).put("negative", dataset.negativeClass());
    long patients = all.stream().flatMap(one -> one.patient().stream()).distinct().count();
    json.put("patients", patients);
    json.put("leftOut", run.data().images().leftOut().size());
    ObjectNode counts = json.putObject("counts");
    for (String name : List.of(dataset.positiveClass(), dataset.negativeClass())) {
      ObjectNode ofClass = counts.putObject(name).put("all", 0);
      for (Part part : Part.values()) {
        ofClass.put(part.word(), 0);
      }
    }
    for (Radiograph one : all) {
      ObjectNode ofClass = (ObjectNode) counts.get(one.className());
      ofClass.put("all", ofClass.get("all").asInt() + 1);
      Optional<Part> part = run.part(one);
      if (part.isPresent()) {
        String word = part.get().word();
        ofClass.put(word, ofClass.get(word).asInt() + 1);
      }
    }
    return json;
  }

  static ObjectNode described(Opened run, int index) throws IOException {
    Radiograph radiograph = run.radiographs().get(index);
    Map<String, Prediction> predictions = run.predictions();
    ObjectNode json =
        Json.object()
            .put("image", index)
            .put("name", radiograph.name())
            .put("class", radiograph.className())
            .put("label", radiograph.label())
            .put("sha256", radiograph.sha256());
    radiograph.patient().ifPresent(patient -> json.put("patient", patient));
    run.part(radiograph).ifPresent(part -> json.put("part", part.word()));
    Prediction predicted = predictions.get(radiograph.name());
    if (predicted != null) {
      json.put("probability", predicted.probability());
    }
    return json;
  }

  private void one(Context ctx) throws IOException {
    Reply.json(
        ctx,
        served,
        run -> {
          int index = Asked.index(ctx, "image", run.radiographs().size());
          Radiograph radiograph = run.radiographs().get(index);
          GrayImage gray = run.data().images().gray(radiograph);
          Preparation preparation = run.preparation();
          float[] ends = Grays.ends(run.data().images().prepared(radiograph));
          ObjectNode json = described(run, index);
          json.put("height", gray.height()).put("width", gray.width());
          json.putObject("prepared")
              .put("height", preparation.height())
              .put("width", preparation.width())
              .put("values", preparation.values().words())
              .put("least", ends[0])
              .put("most", ends[1]);
          return json;
        });
  }

  /** One of the pictures that a training might see instead of the prepared one. */
  private void augmented(Context ctx) throws IOException {
    int number = Asked.whole(ctx, "number", 1, 1, 20);
    double shift = Asked.number(ctx, "shift", 0, 0, 0.5);
    Augmentation ranges =
        new Augmentation(
            Asked.number(ctx, "rotation", 0, 0, 180),
            shift,
            shift,
            Asked.number(ctx, "zoom", 0, 0, 0.9),
            false,
            Asked.number(ctx, "contrast", 0, 0, 0.9),
            Asked.number(ctx, "brightness", 0, 0, 3));
    Mt19937 stream = Mt19937.numpy(Asked.whole(ctx, "seed", 42, 0, Integer.MAX_VALUE));
    for (int i = 1; i < number; i++) {
      ranges.draw(stream);
    }
    picture(
        ctx,
        (run, radiograph) -> {
          Preparation preparation = run.preparation();
          float[] prepared = run.data().images().prepared(radiograph);
          float[] ends = Grays.ends(prepared);
          float[] moved =
              ranges.draw(stream).apply(prepared, preparation.height(), preparation.width());
          // On the scale of the prepared picture, so that a change of brightness can be seen.
          return Grays.between(moved, preparation.width(), preparation.height(), ends[0], ends[1]);
        });
  }
}
