package org.pleura.explain;

import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * A control, no explanation: a blob in the middle, whatever the image and the network, {@code
 * exp(-(u^2 + v^2) / 2)} with u and v the distances from the centre in quarters of the sides.
 */
public record CentreBlob() implements SaliencyMethod {
  @Override
  public String word() {
    return "centre";
  }

  @Override
  public String title() {
    return "control: a blob in the centre";
  }

  @Override
  public boolean isControl() {
    return true;
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    Shape input = ExplainedLayer.inputOf(network, image);
    float[] blob = new float[input.height() * input.width()];
    for (int row = 0; row < input.height(); row++) {
      double v = (row + 0.5 - input.height() / 2.0) / (input.height() / 4.0);
      for (int column = 0; column < input.width(); column++) {
        double u = (column + 0.5 - input.width() / 2.0) / (input.width() / 4.0);
        blob[row * input.width() + column] = (float) StrictMath.exp(-(u * u + v * v) / 2);
      }
    }
    return Heatmap.of(
        title(),
        network.graph().inputName(),
        blob,
        input.height(),
        input.width(),
        input.height(),
        input.width());
  }
}
