package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution: {@code out[y,x,o] = f(bias[o] + sum over dy, dx, c of in[y*s+dy*d-p, x*s+dx*d-p,
 * c] * kernel[dy,dx,c,o])}, with zeros outside the input. As everywhere in the field this is a
 * cross-correlation: the kernel is not mirrored.
 *
 * @param filters feature maps of the output
 * @param kernelSize the window
 * @param strides steps between windows
 * @param padding what happens at the border
 * @param dilationRate distance between the window's samples
 * @param useBias whether a bias is added
 * @param activation the function applied last
 */
public record Conv2D(
    int filters,
    Extent kernelSize,
    Extent strides,
    Padding padding,
    Extent dilationRate,
    boolean useBias,
    ActivationFunction activation)
    implements Layer {

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if there are no filters, or both strides and dilation exceed
   *     1, which Keras refuses too
   */
  public Conv2D {
    if (filters < 1) {
      throw new IllegalArgumentException("Conv2D needs at least one filter, not " + filters);
    }
    WindowGeometry.requireOneStep("Conv2D", strides, dilationRate);
  }

  /**
   * A convolution with Keras's defaults: stride 1, valid, with bias, linear.
   *
   * @param filters feature maps of the output
   * @param kernelSize height and width of the window
   * @return the layer
   */
  public static Conv2D of(int filters, int kernelSize) {
    return new Conv2D(
        filters,
        Extent.square(kernelSize),
        Extent.ONE,
        Padding.VALID,
        Extent.ONE,
        true,
        ActivationFunction.LINEAR);
  }

  /**
   * A copy with other padding.
   *
   * @param other the padding
   * @return the layer
   */
  public Conv2D withPadding(Padding other) {
    return new Conv2D(filters, kernelSize, strides, other, dilationRate, useBias, activation);
  }

  /**
   * A copy with another activation.
   *
   * @param other the function
   * @return the layer
   */
  public Conv2D withActivation(ActivationFunction other) {
    return new Conv2D(filters, kernelSize, strides, padding, dilationRate, useBias, other);
  }

  /**
   * A copy with other strides.
   *
   * @param step down and across
   * @return the layer
   */
  public Conv2D withStrides(int step) {
    return new Conv2D(
        filters, kernelSize, Extent.square(step), padding, dilationRate, useBias, activation);
  }

  /**
   * A copy without a bias, for use before batch normalisation.
   *
   * @return the layer
   */
  public Conv2D withoutBias() {
    return new Conv2D(filters, kernelSize, strides, padding, dilationRate, false, activation);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.oneOfMaps(this, inputs);
    Shape output =
        Layer.slid(this, input, kernelSize.dilated(dilationRate), strides, padding, filters);
    double window = (double) kernelSize.height() * kernelSize.width();
    WindowGeometry.check(
        this, input, output, window * input.channels(), kernelSize.dilated(dilationRate), strides);
    return output;
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int channels = inputs.get(0).channels();
    int window = Math.multiplyExact(kernelSize.height(), kernelSize.width());
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.kernel(
            "kernel",
            List.of(kernelSize.height(), kernelSize.width(), channels, filters),
            Math.multiplyExact(window, channels),
            Math.multiplyExact(window, filters)));
    if (useBias) {
      parameters.add(Parameter.constant("bias", filters, true, 0f));
    }
    return parameters;
  }
}
