package org.pleura.model;

import java.util.List;
import java.util.Locale;
import org.pleura.nn.AveragePooling2D;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.DepthwiseConv2D;
import org.pleura.nn.Extent;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Shape;

/**
 * What one image costs a network, from the description alone: a file of a few kilobytes can ask for
 * more memory and time than anyone has.
 */
final class Effort {
  /** What the layers of a ResNet-50 make of one image of 512 x 512 is 1.94e8. */
  private static final double MOST_VALUES = 2e8;

  /** Ten times a ResNet-152 on an image of 1024 x 1024. */
  private static final double MOST_STEPS = 2.5e12;

  /** An inference takes each value about twice, its output more often, and two may be at work. */
  private static final int BYTES_A_VALUE = 24;

  private Effort() {}

  /** Refuses a network that nobody could mean. */
  static void check(Graph graph) throws UnreadableModelException {
    double values = graph.inputShape().size();
    double steps = 0;
    for (Graph.Node node : graph.nodes()) {
      List<Shape> inputs = node.inputs().stream().map(graph::shapeOf).toList();
      Shape output = graph.shapeOf(node.name());
      values += output.size();
      steps += output.size() * stepsOfOne(node.layer(), inputs.get(0));
    }
    long memory = Runtime.getRuntime().maxMemory();
    if (values * BYTES_A_VALUE > memory) {
      throw new UnreadableModelException(
          String.format(
              Locale.ROOT,
              "one image would take %.0f MB of memory, but Java may use %d MB; give it more, for"
                  + " example JAVA_TOOL_OPTIONS=-Xmx8g",
              values * BYTES_A_VALUE / 1e6,
              memory / 1_000_000));
    }
    if (values > MOST_VALUES || steps > MOST_STEPS) {
      throw new UnreadableModelException(
          String.format(
              Locale.ROOT,
              "one image would take %.3g numbers of memory and %.3g multiplications, but Pleura"
                  + " reads models of at most %.3g and %.3g",
              values,
              steps,
              MOST_VALUES,
              MOST_STEPS));
    }
  }

  /** How many numbers one number of the output is made of. */
  private static double stepsOfOne(Layer layer, Shape input) {
    if (layer instanceof Conv2D convolution) {
      return area(convolution.kernelSize()) * input.channels();
    } else if (layer instanceof DepthwiseConv2D convolution) {
      return area(convolution.kernelSize());
    } else if (layer instanceof MaxPooling2D pooling) {
      return area(pooling.poolSize());
    } else if (layer instanceof AveragePooling2D pooling) {
      return area(pooling.poolSize());
    } else if (layer instanceof Dense) {
      return input.size();
    }
    return 1;
  }

  private static double area(Extent window) {
    return (double) window.height() * window.width();
  }
}
