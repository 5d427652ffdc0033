package org.pleura.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.Network;

/**
 * One method under audit. First {@link #original} is asked of every image; then, when the maps of
 * all images are known, {@link #of} of every image; then {@link #findings}. Images may be asked
 * about by several threads.
 */
public final class Audited {
  /** With the maps of how many other images a map is compared. */
  private static final int OTHERS = 3;

  private final SaliencyMethod method;
  private final Network network;
  private final List<List<Network>> cascades;

  /**
   * A method, about to be audited.
   *
   * @param method the method
   * @param network the network it explains
   * @param cascades the network with weights made random, for each of several draws: {@link
   *     WeightRandomization#cascade}
   */
  public Audited(SaliencyMethod method, Network network, List<List<Network>> cascades) {
    this.method = method;
    this.network = network;
    this.cascades = List.copyOf(cascades);
  }

  /**
   * The method.
   *
   * @return as it was given
   */
  public SaliencyMethod method() {
    return method;
  }

  /**
   * What was found of one image.
   *
   * @param weights by making the weights random
   * @param stability by changing the image a little
   */
  public record OfImage(WeightRandomization.OfImage weights, OptionalDouble stability) {}

  /**
   * The method's map of one image.
   *
   * @param image the network's input
   * @return the cells as they are compared
   */
  public float[] original(float[] image) {
    return Cells.of(method.explain(network, image));
  }

  /**
   * Looks at one image.
   *
   * @param image the network's input
   * @param originals the maps of all images
   * @param index which of them is this image's
   * @return what was found
   */
  public OfImage of(float[] image, List<float[]> originals, int index) {
    List<float[]> others = new ArrayList<>();
    for (int k = 1; k <= Math.min(OTHERS, originals.size() - 1); k++) {
      others.add(originals.get((index + k) % originals.size()));
    }
    return new OfImage(
        WeightRandomization.of(method, image, originals.get(index), cascades, others),
        Stability.of(method, network, image, originals.get(index)));
  }

  /**
   * Judges the method.
   *
   * @param images what was found of each image
   * @return one finding for each check
   */
  public List<Finding> findings(List<OfImage> images) {
    return List.of(
        WeightRandomization.judge(
            images.stream().map(OfImage::weights).toList(),
            WeightRandomization.stages(network.graph())),
        Stability.judge(images.stream().map(OfImage::stability).toList()));
  }
}
