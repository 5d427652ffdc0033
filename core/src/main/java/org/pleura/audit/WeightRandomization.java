package org.pleura.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.pleura.evaluate.Bootstrap;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Variable;
import org.pleura.nn.random.Mt19937;

/**
 * Does a method depend on what the network has learned? The weights are made random again, layer
 * after layer from the output down (cascading randomisation; Adebayo et al., Sanity Checks for
 * Saliency Maps, NeurIPS 2018, arXiv 1810.03292), and the map must change until it is as unlike the
 * original as the map of another image. What stays is drawn by the image, not by the network.
 *
 * <p>Random means here: drawn by the layer's own initialiser, with biases 0 and batch normalisation
 * as before training, as the paper's code does for Inception. (For its small networks the paper
 * uses a truncated normal distribution instead, and reports no difference.)
 */
public final class WeightRandomization {
  /** The check's name. */
  public static final String NAME = "weights";

  /** How much more alike than maps of different images a map may stay. */
  private static final double MARGIN = 0.2;

  private static final int FEWEST_IMAGES = 20;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "with all weights random again, the map's rank correlation with the original is at most"
              + " %.1f above that of maps of different images, with its interval; and no stage"
              + " leaves the maps identical",
          MARGIN);

  private WeightRandomization() {}

  /**
   * The layers whose weights are made random, one more at each stage.
   *
   * @param graph of the network
   * @return their names, the output's first
   */
  public static List<String> stages(Graph graph) {
    List<String> names = new ArrayList<>();
    for (Graph.Node node : graph.nodes()) {
      if (!graph.variablesOf(node.name()).isEmpty()) {
        names.add(node.name());
      }
    }
    Collections.reverse(names);
    return names;
  }

  /**
   * The networks of the stages, cascading.
   *
   * @param trained the network
   * @param draw which of several random starts, 0 or more
   * @return one for each of {@link #stages}; the last has no trained weight left
   */
  public static List<Network> cascade(Network trained, int draw) {
    Graph graph = trained.graph();
    float[] random = InitialState.draw(graph, Mt19937.python(1000L + draw)).network().weights();
    float[] weights = trained.weights();
    List<Network> networks = new ArrayList<>();
    for (String layer : stages(graph)) {
      for (Variable variable : graph.variablesOf(layer)) {
        System.arraycopy(random, variable.offset(), weights, variable.offset(), variable.size());
      }
      networks.add(Network.of(graph, weights));
    }
    return networks;
  }

  /**
   * One image: how alike the map stays.
   *
   * @param stages the agreement with the original map at each stage, a mean over the draws; empty
   *     where it is undefined, because a map is constant
   * @param identical whether the map was the original's up to a factor at each stage, in all draws
   * @param unrelated the agreement of the original map with those of other images
   */
  public record OfImage(
      List<OptionalDouble> stages, List<Boolean> identical, OptionalDouble unrelated) {
    /** Copies the lists. */
    public OfImage {
      stages = List.copyOf(stages);
      identical = List.copyOf(identical);
    }
  }

  /**
   * Compares the maps of one image.
   *
   * @param method who draws them
   * @param image the network's input
   * @param original the cells of the trained network's map
   * @param cascades the networks of the stages, of each draw
   * @param others the cells of the trained network's maps of other images
   * @return what was found
   */
  static OfImage of(
      SaliencyMethod method,
      float[] image,
      float[] original,
      List<List<Network>> cascades,
      List<float[]> others) {
    List<OptionalDouble> stages = new ArrayList<>();
    List<Boolean> identical = new ArrayList<>();
    for (int stage = 0; stage < cascades.get(0).size(); stage++) {
      List<OptionalDouble> draws = new ArrayList<>();
      boolean same = true;
      for (List<Network> cascade : cascades) {
        float[] cells = Cells.of(method.explain(cascade.get(stage), image));
        draws.add(MapAgreement.of(original, cells));
        same &= MapAgreement.identical(original, cells);
      }
      stages.add(mean(draws));
      identical.add(same);
    }
    return new OfImage(
        stages,
        identical,
        mean(others.stream().map(map -> MapAgreement.of(original, map)).toList()));
  }

  private static OptionalDouble mean(List<OptionalDouble> values) {
    return values.stream().allMatch(OptionalDouble::isPresent)
        ? values.stream().mapToDouble(OptionalDouble::getAsDouble).average()
        : OptionalDouble.empty();
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image
   * @param stages the names of the stages
   * @return the finding, with the agreement after each stage
   */
  public static Finding judge(List<OfImage> images, List<String> stages) {
    Map<String, Estimate> figures = new LinkedHashMap<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      int at = stage;
      figures.put(
          "random down to " + stages.get(stage),
          estimate(images.stream().map(image -> image.stages().get(at)).toList()));
    }
    figures.put(
        "maps of different images", estimate(images.stream().map(OfImage::unrelated).toList()));
    int last = stages.size() - 1;
    List<OptionalDouble> differences = new ArrayList<>();
    for (OfImage image : images) {
      OptionalDouble stays = image.stages().get(last);
      OptionalDouble unrelated = image.unrelated();
      differences.add(
          stays.isPresent() && unrelated.isPresent()
              ? OptionalDouble.of(stays.getAsDouble() - unrelated.getAsDouble())
              : OptionalDouble.empty());
    }
    Estimate more = estimate(differences);
    figures.put("more alike than different images", more);
    for (int stage = 0; stage < stages.size(); stage++) {
      int at = stage;
      long same = images.stream().filter(image -> image.identical().get(at)).count();
      if (2 * same > images.size()) {
        return new Finding(
            NAME,
            Verdict.FAIL,
            String.format(
                Locale.ROOT,
                "with random weights down to %s the maps of %d of %d images are identical to the"
                    + " original",
                stages.get(stage),
                same,
                images.size()),
            RULE,
            figures);
      }
    }
    return judged(images.size(), more, figures);
  }

  private static Finding judged(int images, Estimate more, Map<String, Estimate> figures) {
    if (images < FEWEST_IMAGES) {
      return new Finding(
          NAME,
          Verdict.CANNOT_TELL,
          "too few images: " + images + " of at least " + FEWEST_IMAGES,
          RULE,
          figures);
    }
    if (!(more instanceof Estimate.Known known)) {
      return new Finding(NAME, Verdict.CANNOT_TELL, more.text(), RULE, figures);
    }
    Verdict verdict =
        known.high() <= MARGIN
            ? Verdict.PASS
            : known.low() > MARGIN ? Verdict.FAIL : Verdict.CANNOT_TELL;
    return new Finding(
        NAME,
        verdict,
        "maps stay more alike than those of different images by " + more.text(),
        RULE,
        figures);
  }

  /** The mean over the images where it is defined; undefined if it is not in half of them. */
  private static Estimate estimate(List<OptionalDouble> values) {
    double[] defined =
        values.stream()
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    if (2 * defined.length < values.size()) {
      return new Estimate.Undefined(
          "the map is constant in "
              + (values.size() - defined.length)
              + " of "
              + values.size()
              + " images, as where a probability is saturated");
    }
    if (defined.length > 1 && Arrays.stream(defined).distinct().count() == 1) {
      return new Estimate.Known(defined[0], defined[0], defined[0], "the same in all images");
    }
    return Bootstrap.standard().mean(defined);
  }
}
