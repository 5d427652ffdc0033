package org.pleura.nn;

import java.util.List;
import java.util.Locale;

/**
 * One step of a network: a plain description with Keras's options, without weights. Every layer is
 * a record of this package named as in Keras; whoever computes with layers switches over them.
 */
public sealed interface Layer
    permits Conv2D,
        DepthwiseConv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        GlobalMaxPooling2D,
        Dense,
        Dropout,
        BatchNormalization,
        Rescaling,
        Normalization,
        Activation,
        Flatten,
        Add,
        Concatenate,
        ZeroPadding2D {

  /**
   * The shape of what the layer makes.
   *
   * @param inputs the shapes it reads, in order
   * @return the shape of its output
   * @throws IllegalArgumentException if the layer cannot read them; the message says why
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * The arrays the layer learns or keeps, in Keras's order.
   *
   * @param inputs the shapes it reads
   * @return the parameters, empty for most layers
   */
  default List<Parameter> parameters(List<Shape> inputs) {
    return List.of();
  }

  /**
   * Keras's name for the class.
   *
   * @return for example {@code Conv2D}
   */
  default String className() {
    return getClass().getSimpleName();
  }

  /**
   * The name Keras gives the first such layer of a model.
   *
   * @return for example {@code global_average_pooling2d}
   */
  default String defaultName() {
    return nameOf(className());
  }

  /**
   * Keras's rule for the name of the first layer of a class: LeakyReLU is leaky_re_lu, Conv2D is
   * conv2d.
   *
   * @param className the class
   * @return in snake case
   */
  static String nameOf(String className) {
    return className
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The single input of a layer that reads feature maps.
   *
   * @param layer who asks
   * @param inputs what it was given
   * @return the shape
   */
  static Shape oneOfMaps(Layer layer, List<Shape> inputs) {
    Shape input = one(layer, inputs);
    if (!input.isMaps()) {
      throw new IllegalArgumentException(
          layer.className() + " reads feature maps (height, width, channels), not " + input);
    }
    return input;
  }

  /**
   * The single input of a layer.
   *
   * @param layer who asks
   * @param inputs what it was given
   * @return the shape
   */
  static Shape one(Layer layer, List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          layer.className() + " reads one input, not " + inputs.size());
    }
    return inputs.get(0);
  }

  /**
   * The shape after a window has slid over feature maps.
   *
   * @param layer who asks
   * @param input the maps
   * @param window size of the window, dilation included
   * @param strides steps
   * @param padding what happens at the border
   * @param channels channels of the output
   * @return the shape
   */
  static Shape slid(
      Layer layer, Shape input, Extent window, Extent strides, Padding padding, int channels) {
    int height = padding.outputSize(input.height(), window.height(), strides.height());
    int width = padding.outputSize(input.width(), window.width(), strides.width());
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          layer.className()
              + ": a window of "
              + window
              + " does not fit into "
              + input
              + "; use padding SAME, a smaller window, or fewer strides and poolings before it");
    }
    return Shape.of(height, width, channels);
  }
}
