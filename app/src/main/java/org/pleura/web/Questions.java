package org.pleura.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.pleura.data.Part;
import org.pleura.evaluate.Calibration;
import org.pleura.evaluate.Estimate;
import org.pleura.evaluate.Evaluation;
import org.pleura.inspect.Oddities;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.run.Classes;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Json;
import org.pleura.run.RunFacts;

/** What is said of one image beside its probability: what that is worth, and what is odd. */
final class Questions {
  /** Of fewer images nothing is said. */
  private static final int FEWEST = 10;

  /** The bins of a {@link Calibration}. */
  private static final int TENTHS = 10;

  private Questions() {}

  /** What a probability is worth, from how often such probabilities were right on the test part. */
  static ObjectNode worth(float logit, Classes classes, Optional<Evaluation> evaluation) {
    float probability = BinaryCrossentropy.probability(logit);
    ObjectNode json = Json.object();
    if (evaluation.isEmpty()) {
      return json.put(
          "sentence",
          "This model was not evaluated here, so how often such a probability is right is not"
              + " known.");
    }
    int tenth = Math.min((int) (probability * TENTHS), TENTHS - 1);
    Optional<Calibration.Bin> bin = bin(evaluation.get().calibration(), tenth);
    json.put("from", (double) tenth / TENTHS).put("to", (double) (tenth + 1) / TENTHS);
    json.put("cases", bin.map(Calibration.Bin::cases).orElse(0));
    bin.ifPresent(known -> json.set("observed", EvaluationFile.estimate(known.observed())));
    json.put("sentence", sentence(tenth, bin, classes));
    if (evaluation.get().temperature().usable() instanceof Estimate.Known known) {
      json.put("scaled", BinaryCrossentropy.probability((float) (logit / known.value())));
      json.put("temperature", known.value());
    }
    return json;
  }

  /** That an image is one of the run's own: what the answer is then worth. */
  static ObjectNode own(RunFacts.Filed image) {
    String worth =
        switch (image.part()) {
          case TRAIN -> "; what a model says of images it learned from proves nothing.";
          case VALIDATION ->
              "; by these images the training was watched, so what the model says of them looks"
                  + " better than it is.";
          case TEST -> "; the model did not learn from it, and Results counts it already.";
        };
    return Json.object()
        .put("image", image.image())
        .put("part", image.part().word())
        .put(
            "sentence",
            "This is the run's own %s, from its %s part%s"
                .formatted(
                    image.image(),
                    image.part() == Part.TRAIN ? "training" : image.part().word(),
                    worth));
  }

  /** The test images of one tenth; empty if there are none, for such bins are left out. */
  private static Optional<Calibration.Bin> bin(Calibration calibration, int tenth) {
    return calibration.reliability().stream()
        .filter(bin -> Math.round(bin.from() * TENTHS) == tenth)
        .findFirst();
  }

  private static String sentence(int tenth, Optional<Calibration.Bin> images, Classes classes) {
    String range = "0.%d to %s".formatted(tenth, tenth == TENTHS - 1 ? "1.0" : "0." + (tenth + 1));
    if (images.isEmpty()) {
      return "No test image was given " + range + ".";
    }
    Calibration.Bin bin = images.get();
    if (bin.cases() < FEWEST || !(bin.observed() instanceof Estimate.Known known)) {
      return String.format(
          Locale.ROOT,
          "Only %d test images were given %s: too few to say how often that is right.",
          bin.cases(),
          range);
    }
    return String.format(
        Locale.ROOT,
        "Of the %d test images that were given %s, %.0f %% were '%s' (%s %%; %s).",
        bin.cases(),
        range,
        100 * known.value(),
        classes.positive(),
        percent(known),
        known.method());
  }

  /** An interval in percent; one that rounding would close has a digit more. */
  private static String percent(Estimate.Known known) {
    String whole =
        String.format(Locale.ROOT, "%.0f to %.0f", 100 * known.low(), 100 * known.high());
    boolean closed = Math.round(100 * known.low()) == Math.round(100 * known.high());
    return closed && known.low() < known.high()
        ? String.format(Locale.ROOT, "%.1f to %.1f", 100 * known.low(), 100 * known.high())
        : whole;
  }

  /** That an image is unlike those of the training; fails where these cannot be read any more. */
  static Optional<String> unusual(float[] prepared, Opened run) throws IOException {
    return run.typicality().flatMap(usual -> Oddities.unlike(usual, prepared));
  }
}
