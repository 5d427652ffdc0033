package org.pleura.explain;

import java.util.List;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * A control, no explanation: how the average image of the positive class differs from that of the
 * negative one, {@code mean of the positive - mean of the negative}, pixel by pixel, whatever the
 * image and the network. It shows what the classes have in common, positioning and exposure
 * included, and is therefore often taken for a finding. Immutable.
 */
public final class ClassAverage implements SaliencyMethod {
  /** The method's name. */
  public static final String WORD = "class-average";

  private final float[] difference;

  private ClassAverage(float[] difference) {
    this.difference = difference;
  }

  /**
   * Of prepared images.
   *
   * @param positive images of the positive class, all of one size
   * @param negative images of the negative class, of the same size
   * @return the control
   * @throws IllegalArgumentException if a class has no image
   */
  public static ClassAverage of(List<float[]> positive, List<float[]> negative) {
    if (positive.isEmpty() || negative.isEmpty()) {
      throw new IllegalArgumentException("an average needs images of both classes");
    }
    float[] difference = new float[positive.get(0).length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = (float) (mean(positive, i) - mean(negative, i));
    }
    return new ClassAverage(difference);
  }

  private static double mean(List<float[]> images, int pixel) {
    double sum = 0;
    for (float[] image : images) {
      sum += image[pixel];
    }
    return sum / images.size();
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public String title() {
    return "control: average of the class";
  }

  @Override
  public boolean isControl() {
    return true;
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Shape input = ExplainedLayer.inputOf(network, image);
    if (input.height() * input.width() != difference.length) {
      throw new IllegalArgumentException(
          "the average has "
              + difference.length
              + " pixels, but the image "
              + input.height()
              + " x "
              + input.width());
    }
    return Heatmap.signed(
        title(),
        network.graph().inputName(),
        difference,
        input.height(),
        input.width(),
        input.height(),
        input.width());
  }
}
