package org.pleura.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Network;
import org.pleura.nn.Variable;
import org.pleura.nn.random.Mt19937;

/**
 * Does a method depend on what the network has learned? The weights are made random again: layer
 * after layer from the output down (cascading), and one layer at a time (alone; both Adebayo et
 * al., Sanity Checks for Saliency Maps, NeurIPS 2018, arXiv 1810.03292). In the end the map must
 * have become as unlike the original as the map of another image. What stays is drawn by the image,
 * not by the network.
 *
 * <p>Random means here: drawn by the layer's own initialiser, with biases 0 and batch normalisation
 * as before training, as the paper's code does for Inception. (For its small networks the paper
 * says a normal distribution cut off at two standard deviations of 0.01, its code 0.1.) Every image
 * gets a draw of its own, so that the interval over the images holds the doubt of the draws too.
 */
public final class WeightRandomization {
  /**
   * At least so many images are asked layer by layer, if there are, and at most three times as
   * many.
   */
  private static final int STAGED = 32;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "with all weights random again, the map is as unlike the original as maps of different"
              + " images are: rank correlation of the cells, SSIM and overlap of the strongest 20 %%"
              + " are at most %.1f above, with their intervals; and no layer, random alone or with"
              + " those above it, leaves the maps identical (asked of %d images or more, or all if there are"
              + " fewer)",
          Likenesses.MARGIN,
          STAGED);

  private WeightRandomization() {}

  /**
   * The layers whose weights are made random, one more at each stage of the cascade.
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
   * A network whose last layers have the weights of a random start, the rest as trained (Adebayo et
   * al., NeurIPS 2018, the cascade).
   *
   * @param network trained
   * @param layers how many of {@link #stages}, from the first; 0 leaves the network as it is
   * @return the network
   * @throws IllegalArgumentException if there are not so many layers
   */
  public static Network cascaded(Network network, int layers) {
    List<String> stages = stages(network.graph());
    if (layers < 0 || layers > stages.size()) {
      throw new IllegalArgumentException(
          "0 to " + stages.size() + " layers can be made random, not " + layers);
    }
    Graph graph = network.graph();
    return with(graph, network.weights(), random(graph, 0), stages.subList(0, layers));
  }

  /** The weights of a random start; each image has one of its own. */
  static float[] random(Graph graph, int draw) {
    return InitialState.draw(graph, Mt19937.python(1000L + draw)).network().weights();
  }

  /** A network with trained weights, save in some layers. */
  static Network with(Graph graph, float[] trained, float[] random, List<String> layers) {
    float[] weights = trained.clone();
    for (String layer : layers) {
      for (Variable variable : graph.variablesOf(layer)) {
        System.arraycopy(random, variable.offset(), weights, variable.offset(), variable.size());
      }
    }
    return Network.of(graph, weights);
  }

  /**
   * Whether an image is asked layer by layer. The verdict rests on all images; what the stages on
   * the way show is known well enough from some, and costs twenty times as much.
   */
  static boolean isStaged(int index, int images) {
    // An odd step, so that where two classes come in turn, both are among them.
    int step = Math.max(1, images / STAGED - 1 | 1);
    return index % step == 0;
  }

  /**
   * One image.
   *
   * @param allRandom its map with no trained weight left
   * @param cascading its map at each stage of the cascade, the last included; or none
   * @param alone its map with one layer random, of the same layers; or none
   * @param unrelated how alike the original map and those of other images are
   */
  public record OfImage(
      Changed allRandom, List<Changed> cascading, List<Changed> alone, Likeness unrelated) {
    /** Copies the lists. */
    public OfImage {
      cascading = List.copyOf(cascading);
      alone = List.copyOf(alone);
    }
  }

  /**
   * Compares the maps of one image.
   *
   * @param method who draws them
   * @param network the trained network
   * @param image its input
   * @param original the trained network's map
   * @param draw of the random weights
   * @param staged whether layer by layer, too
   * @param unrelated how alike the original map and those of other images are
   */
  static OfImage of(
      SaliencyMethod method,
      Network network,
      float[] image,
      ComparedMap original,
      int draw,
      boolean staged,
      Likeness unrelated) {
    Graph graph = network.graph();
    List<String> stages = stages(graph);
    float[] trained = network.weights();
    float[] random = random(graph, draw);
    if (!staged) {
      Network all = with(graph, trained, random, stages);
      return new OfImage(changed(method, all, image, original), List.of(), List.of(), unrelated);
    }
    List<Changed> cascading = new ArrayList<>();
    List<Changed> alone = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      Network down = with(graph, trained, random, stages.subList(0, stage + 1));
      cascading.add(changed(method, down, image, original));
      // The first stage of the cascade is that layer alone.
      if (stage == 0) {
        alone.add(cascading.get(0));
      } else {
        Network one = with(graph, trained, random, stages.subList(stage, stage + 1));
        alone.add(changed(method, one, image, original));
      }
    }
    return new OfImage(cascading.get(stages.size() - 1), cascading, alone, unrelated);
  }

  private static Changed changed(
      SaliencyMethod method, Network network, float[] image, ComparedMap original) {
    return Changed.of(original, ComparedMap.of(method.explain(network, image)));
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image
   * @param stages the names of the stages
   * @return the finding, with the likeness after each stage
   */
  public static Finding judge(List<OfImage> images, List<String> stages) {
    Map<String, Estimate> figures = new LinkedHashMap<>();
    List<Changed> allRandom = images.stream().map(OfImage::allRandom).toList();
    List<OfImage> staged = images.stream().filter(image -> !image.alone().isEmpty()).toList();
    Optional<String> identical = Optional.empty();
    for (int stage = 0; stage < stages.size(); stage++) {
      int at = stage;
      String layer = stages.get(stage);
      List<Changed> down = staged.stream().map(image -> image.cascading().get(at)).toList();
      List<Changed> alone = staged.stream().map(image -> image.alone().get(at)).toList();
      figures.putAll(
          Likenesses.figures(
              down.stream().map(Changed::likeness).toList(), "random down to " + layer));
      figures.putAll(
          Likenesses.figures(alone.stream().map(Changed::likeness).toList(), layer + " random"));
      identical =
          identical
              .or(() -> Changed.identical(down, "random weights down to " + layer))
              .or(() -> Changed.identical(alone, "random weights in " + layer));
    }
    identical = identical.or(() -> Changed.identical(allRandom, "all weights random"));
    List<Likeness> unrelated = images.stream().map(OfImage::unrelated).toList();
    figures.putAll(Likenesses.figures(unrelated, "different images"));
    List<Likeness> likenesses = allRandom.stream().map(Changed::likeness).toList();
    figures.putAll(Likenesses.figures(likenesses, "all weights random"));
    Finding finding = Likenesses.unlike(Check.WEIGHTS, RULE, likenesses, unrelated, figures);
    return identical
        .map(why -> new Finding(Check.WEIGHTS, Verdict.FAIL, why, RULE, finding.figures()))
        .orElse(finding);
  }
}
