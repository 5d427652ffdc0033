package org.pleura.explain;

import java.util.List;
import java.util.Optional;
import org.pleura.nn.Network;

/**
 * A way to show where a network looked, or a control that only looks like one. Every method is a
 * class of this package with its options, explains the one logit of the network unless its name
 * says otherwise, and gives the same bits for the same options, network and image.
 */
public sealed interface SaliencyMethod
    permits GradCam,
        GradCamPlusPlus,
        ScoreCam,
        LayerCam,
        HiResCam,
        Gradient,
        SmoothGrad,
        IntegratedGradients,
        Occlusion,
        Rise,
        SobelEdges,
        CentreBlob,
        RandomMap,
        ClassAverage {

  /**
   * The method's name on the command line and in files.
   *
   * @return for example {@code gradcam++} or {@code scorecam-lesson}
   */
  String word();

  /**
   * The method's name for people, with what it explains.
   *
   * @return for example {@code GradCAM++ of the logit}
   */
  String title();

  /**
   * Whether this only looks like a map: a control, which an audit has to find out.
   *
   * @return false for every way to explain
   */
  default boolean isControl() {
    return false;
  }

  /**
   * Explains what a network says of an image.
   *
   * @param network ends in one unit with a sigmoid
   * @param image the network's input, in Keras's order
   * @return the map
   * @throws IllegalArgumentException if the network ends otherwise, the image has another size, or
   *     the method needs a layer that is not there; the message says which there are
   */
  Heatmap explain(Network network, float[] image);

  /**
   * All methods that need nothing but a network and an image, with their usual options, controls
   * last. {@link ClassAverage} needs the images of a training too.
   *
   * @param layer whose feature maps those methods explain that need a layer; empty for the last
   *     convolution
   * @return fifteen methods
   */
  static List<SaliencyMethod> all(Optional<String> layer) {
    return List.of(
        new GradCam(layer),
        new GradCamPlusPlus(layer, ExplainedScore.LOGIT),
        new GradCamPlusPlus(layer, ExplainedScore.PROBABILITY),
        new ScoreCam(layer, ScoreCam.Weights.LOGIT),
        new ScoreCam(layer, ScoreCam.Weights.LESSON),
        new LayerCam(layer),
        new HiResCam(layer),
        new Gradient(),
        SmoothGrad.usual(),
        IntegratedGradients.usual(),
        new Occlusion(),
        Rise.usual(),
        new SobelEdges(),
        new CentreBlob(),
        new RandomMap(0));
  }

  /**
   * A method by its name.
   *
   * @param word as {@link #word()} says it
   * @param layer as in {@link #all}
   * @return the method with its usual options
   * @throws IllegalArgumentException if there is none of this name; the message says which there
   *     are
   */
  static SaliencyMethod named(String word, Optional<String> layer) {
    List<SaliencyMethod> all = all(layer);
    return all.stream()
        .filter(method -> method.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no method '"
                        + word
                        + "'; there are "
                        + String.join(", ", all.stream().map(SaliencyMethod::word).toList())));
  }
}
