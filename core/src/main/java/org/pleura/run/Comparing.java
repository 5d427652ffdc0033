package org.pleura.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.pleura.audit.Comparison;
import org.pleura.audit.ImageAgreement;
import org.pleura.audit.Likeness;
import org.pleura.audit.Likeness.Measure;
import org.pleura.audit.MethodAgreement;
import org.pleura.data.Radiograph;
import org.pleura.explain.SaliencyMethod;

/** The step that compares methods: how far do they agree on where a model looked? */
public final class Comparing {

  private Comparing() {}

  /**
   * What came out.
   *
   * @param comparison of the methods
   * @param images what was found of each, in the order in which they were asked about
   * @param shown the images with the wildest disagreement and the closest agreement, in the
   *     ranking's order
   */
  public record Outcome(Comparison comparison, List<Compared> images, List<Shown> shown) {
    /** Copies the lists. */
    public Outcome {
      images = List.copyOf(images);
      shown = List.copyOf(shown);
    }

    /**
     * How strong a method's maps become.
     *
     * @param method its place among the methods
     * @return the largest {@link org.pleura.explain.Heatmap#strongest()} of all images, 0 or more
     */
    public double strongest(int method) {
      return images.stream()
          .mapToDouble(image -> image.agreement().maps().get(method).strongest())
          .max()
          .orElse(0);
    }
  }

  /**
   * One image.
   *
   * @param radiograph which
   * @param probability what the model says of it
   * @param agreement how far the methods agree on it
   */
  public record Compared(Radiograph radiograph, float probability, ImageAgreement agreement) {}

  /**
   * An image whose maps were kept, to be shown.
   *
   * @param image its place among all images, from 0
   * @param explanations one by each method
   */
  public record Shown(int image, List<Explanation> explanations) {
    /** Copies the list. */
    public Shown {
      explanations = List.copyOf(explanations);
    }
  }

  /**
   * Compares methods on some radiographs.
   *
   * @param methods two or more
   * @param classifier the model
   * @param radiographs which images, one or more
   * @param data where they are
   * @param shown of how many images from each end of the ranking the maps are kept
   * @param threads how many compute at once
   * @param progress hears how far it is
   * @return the outcome; it does not depend on the number of threads
   * @throws IOException if an image cannot be read, or a method cannot explain this model
   */
  public static Outcome run(
      List<SaliencyMethod> methods,
      Classifier classifier,
      List<Radiograph> radiographs,
      RunData data,
      int shown,
      int threads,
      Progress progress)
      throws IOException {
    Extremes<Shown> extremes = new Extremes<>(shown);
    List<Compared> images =
        Threads.map(
            threads,
            IntStream.range(0, radiographs.size()).boxed().toList(),
            "Comparing maps",
            progress,
            index -> {
              Radiograph radiograph = radiographs.get(index);
              List<Explanation> explanations =
                  explain(methods, classifier, radiograph, data.images().prepared(radiograph));
              Compared image = compared(radiograph, explanations);
              image
                  .agreement()
                  .overall()
                  .ifPresent(
                      number -> extremes.offer(number, index, new Shown(index, explanations)));
              return image;
            });
    return new Outcome(comparison(methods, images), images, extremes.kept());
  }

  /**
   * Compares methods on one radiograph, for who goes through the images at a pace of their own.
   *
   * @param methods two or more
   * @param classifier the model
   * @param radiograph which image
   * @param prepared the image as the model is asked about it
   * @return what was found
   * @throws IOException if a method cannot explain this model
   */
  public static Compared image(
      List<SaliencyMethod> methods, Classifier classifier, Radiograph radiograph, float[] prepared)
      throws IOException {
    return compared(radiograph, explain(methods, classifier, radiograph, prepared));
  }

  /**
   * Brings together what was found of each image.
   *
   * @param methods with which they were compared
   * @param images one or more
   * @return the outcome, with no image whose maps were kept
   */
  public static Outcome together(List<SaliencyMethod> methods, List<Compared> images) {
    return new Outcome(comparison(methods, images), images, List.of());
  }

  private static Comparison comparison(List<SaliencyMethod> methods, List<Compared> images) {
    return Comparison.of(methods, images.stream().map(Compared::agreement).toList());
  }

  private static Compared compared(Radiograph radiograph, List<Explanation> explanations)
      throws IOException {
    return new Compared(
        radiograph, explanations.get(0).probability(), agreement(radiograph, explanations));
  }

  private static List<Explanation> explain(
      List<SaliencyMethod> methods, Classifier classifier, Radiograph radiograph, float[] prepared)
      throws IOException {
    List<Explanation> explanations = new ArrayList<>();
    for (SaliencyMethod method : methods) {
      explanations.add(
          Explanation.of(method, classifier, radiograph.name(), "", radiograph.label(), prepared));
    }
    return explanations;
  }

  private static ImageAgreement agreement(Radiograph radiograph, List<Explanation> explanations)
      throws IOException {
    try {
      return ImageAgreement.of(explanations.stream().map(Explanation::map).toList());
    } catch (IllegalArgumentException impossible) {
      throw new IOException(
          "The maps of "
              + radiograph.name()
              + " cannot be compared: "
              + impossible.getMessage()
              + ".",
          impossible);
    }
  }

  /**
   * Writes what came out: leaves comparison.json.
   *
   * @param folder where to
   * @param outcome what came out
   * @param warning what is to be said of images that are not the run's own
   * @throws IOException if the file cannot be written
   */
  public static void write(Path folder, Outcome outcome, Optional<String> warning)
      throws IOException {
    ObjectNode json = json(outcome);
    warning.ifPresent(sentence -> json.put("warning", sentence));
    Json.write(folder.resolve("comparison.json"), json);
  }

  /**
   * What came out, as JSON.
   *
   * @param outcome what came out
   * @return one object
   */
  public static ObjectNode json(Outcome outcome) {
    Comparison comparison = outcome.comparison();
    ObjectNode json = Json.object().put("images", outcome.images().size());
    ArrayNode methods = json.putArray("methods");
    for (SaliencyMethod method : comparison.methods()) {
      methods.addObject().put("method", method.word()).put("title", method.title());
    }
    ObjectNode measures = json.putObject("measures");
    for (Measure measure : Measure.values()) {
      measures.put(key(measure), measure.words());
    }
    ArrayNode pairs = json.putArray("pairs");
    for (MethodAgreement pair : comparison.pairs()) {
      ObjectNode one = named(pairs.addObject(), pair);
      pair.means()
          .forEach(
              (measure, mean) -> {
                ObjectNode figure = EvaluationFile.estimate(mean.estimate());
                one.set(key(measure), figure.put("images", mean.images()));
              });
    }
    json.put("rankedBy", "mean over the pairs of the " + Measure.MAPS.words());
    ArrayNode ranked = json.putArray("ranked");
    for (int rank = 0; rank < comparison.ranked().size(); rank++) {
      Comparison.Ranked image = comparison.ranked().get(rank);
      ObjectNode one = ranked.addObject().put("rank", rank + 1);
      image(one, outcome.images().get(image.image()))
          .put("agreement", image.agreement())
          .set("pairs", pairs(comparison, outcome.images().get(image.image()).agreement()));
    }
    ArrayNode unranked = json.putArray("unranked");
    for (Comparison.Unranked image : comparison.unranked()) {
      image(unranked.addObject(), outcome.images().get(image.image()))
          .put("reason", image.reason())
          .set("pairs", pairs(comparison, outcome.images().get(image.image()).agreement()));
    }
    return json;
  }

  private static ObjectNode image(ObjectNode json, Compared image) {
    return json.put("image", image.radiograph().name())
        .put("label", image.radiograph().label())
        .put("class", image.radiograph().className())
        .put("probability", image.probability());
  }

  private static ArrayNode pairs(Comparison comparison, ImageAgreement image) {
    ArrayNode json = Json.MAPPER.createArrayNode();
    int pair = 0;
    for (int a = 0; a < image.maps().size(); a++) {
      for (int b = a + 1; b < image.maps().size(); b++) {
        ObjectNode one = named(json.addObject(), comparison.pairs().get(pair));
        Likeness likeness = image.pairs().get(pair);
        for (Measure measure : Measure.values()) {
          OptionalDouble value = measure.of(likeness);
          if (value.isPresent()) {
            one.put(key(measure), value.getAsDouble());
          } else {
            one.putObject(key(measure)).put("undefined", image.whyUndefined(measure, a, b));
          }
        }
        pair++;
      }
    }
    return json;
  }

  private static ObjectNode named(ObjectNode json, MethodAgreement pair) {
    json.putArray("methods").add(pair.first().word()).add(pair.second().word());
    return json;
  }

  private static String key(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT);
  }
}
