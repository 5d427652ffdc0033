package org.pleura.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of each channel by itself: {@code out[y,x,c*m+j] = f(bias[c*m+j] + sum over dy, dx
 * of in[y*s+dy*d-p, x*s+dx*d-p, c] * kernel[dy,dx,c,j])} with m the depth multiplier (Sifre, 2014;
 * Howard et al., "MobileNets", arXiv 1704.04861).
 *
 * @param depthMultiplier outputs of each channel
 * @param kernelSize the window
 * @param strides steps between windows, the same down and across
 * @param padding what happens at the border
 * @param dilationRate distance between the window's samples
 * @param useBias whether a bias is added
 * @param activation the function applied last
 */
public record DepthwiseConv2D(
    int depthMultiplier,
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
   * @throws IllegalArgumentException if the multiplier is not positive, or both strides and
   *     dilation exceed 1
   */
  public DepthwiseConv2D {
    if (depthMultiplier < 1) {
      throw new IllegalArgumentException(
          "DepthwiseConv2D needs a depth_multiplier of at least 1, not " + depthMultiplier);
    }
    WindowGeometry.requireOneStep("DepthwiseConv2D", strides, dilationRate);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Layer.oneOfMaps(this, inputs);
    int channels = Math.multiplyExact(input.channels(), depthMultiplier);
    Shape output =
        Layer.slid(this, input, kernelSize.dilated(dilationRate), strides, padding, channels);
    double window = (double) kernelSize.height() * kernelSize.width();
    WindowGeometry.check(this, input, output, window, kernelSize.dilated(dilationRate), strides);
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
            List.of(kernelSize.height(), kernelSize.width(), channels, depthMultiplier),
            Math.multiplyExact(window, channels),
            Math.multiplyExact(window, depthMultiplier)));
    if (useBias) {
      parameters.add(Parameter.constant("bias", channels * depthMultiplier, true, 0f));
    }
    return parameters;
  }
}
