package org.pleura.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.data.Sha256;
import org.pleura.data.UnusableDataException;
import org.pleura.explain.SaliencyMethod;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.ImageHeader;
import org.pleura.inspect.Oddities;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.prepare.ConstantImageException;
import org.pleura.prepare.Preparation;
import org.pleura.run.Classifier;
import org.pleura.run.Explanation;
import org.pleura.run.FailureSentence;
import org.pleura.run.Json;
import org.pleura.run.Run;
import org.pleura.run.RunFacts;

/** What a run's model says of an image that somebody sends. */
final class PredictRoutes {
  /** The least surprising of the methods: evidence for, at the last convolution. */
  private static final String METHOD = "gradcam";

  private final Served served;
  private final Inference inference;
  private final Uploads uploads = new Uploads();

  PredictRoutes(Served served, Inference inference) {
    this.served = served;
    this.inference = inference;
  }

  void add(RoutesConfig routes) {
    routes.post("/api/runs/{run}/predict", this::predict);
  }

  private void predict(Context ctx) throws IOException {
    boolean map = Asked.oneOf(ctx, "map", List.of(METHOD, "none")).orElse(METHOD).equals(METHOD);
    ObjectNode json =
        // The image comes first: while it does, however slowly, no run is kept open for it.
        uploads.with(
            ctx,
            (file, header) ->
                served.with(
                    ctx.pathParam("run"),
                    run -> inference.of(() -> answer(run, file, header, map))));
    Reply.json(ctx, json);
  }

  private static ObjectNode answer(Opened run, byte[] file, ImageHeader header, boolean map)
      throws IOException {
    Classifier classifier = run.classifier();
    GrayImage gray = ImageFiles.decodeGray(file, "The image");
    float[] prepared = prepared(classifier.preparation(), gray);
    float logit = classifier.logit("The image", prepared);
    float probability = BinaryCrossentropy.probability(logit);
    ObjectNode json =
        Json.object()
            .put("probability", probability)
            .put("logit", logit)
            .put("threshold", Run.THRESHOLD)
            .put(
                "called",
                probability > Run.THRESHOLD
                    ? classifier.classes().positive()
                    : classifier.classes().negative())
            .put("positive", classifier.classes().positive())
            .put("negative", classifier.classes().negative());
    Optional<RunFacts.Filed> own = run.filed(Sha256.of(file));
    own.ifPresent(known -> json.set("own", Questions.own(known)));
    ArrayNode warnings = json.putArray("warnings");
    Oddities.of(file, gray).forEach(warnings::add);
    try {
      Questions.unusual(prepared, run).ifPresent(warnings::add);
    } catch (IOException gone) {
      // The model can be asked without its images; what cannot be said then is said.
      json.put(
          "notCompared",
          "Whether this image is like those the model was trained on cannot be told: "
              + FailureSentence.of(gone).orElse("they cannot be read."));
    }
    // How often test images were called rightly says nothing of an image that is unlike them, nor
    // of one by which the model was made.
    if (warnings.isEmpty() && own.map(known -> known.part() == Part.TEST).orElse(true)) {
      json.set("worth", Questions.worth(logit, classifier.classes(), run.evaluation()));
    }
    json.putObject("image")
        .put("format", header.format().name())
        .put("height", header.height())
        .put("width", header.width())
        .put("channels", header.channels())
        .put("bitsPerSample", header.bitsPerSample());
    Preparation preparation = classifier.preparation();
    json.put(
        "prepared",
        ImageFiles.encodePng(
            Grays.ofOwnRange(prepared, preparation.width(), preparation.height())));
    if (map) {
      SaliencyMethod method = SaliencyMethod.named(METHOD, Optional.empty());
      json.set(
          "map", MapJson.of(Explanation.of(method, classifier, "The image", "", -1, prepared)));
    }
    return json;
  }

  private static float[] prepared(Preparation preparation, GrayImage gray)
      throws UnusableDataException {
    try {
      return preparation.apply(gray);
    } catch (ConstantImageException e) {
      throw new UnusableDataException("The image: " + e.getMessage() + ".", e);
    }
  }
}
