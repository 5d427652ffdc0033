package org.pleura.run;

import java.util.List;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Dropout;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;

/**
 * The lesson's kind of network: convolutions that keep the size ('same' padding, ReLU) with a 2 x 2
 * max pooling after each but the last, global average pooling, dense layers with ReLU, dropout
 * after the first of them, and one number at the end.
 *
 * @param convolutions each as FILTERS@SIZE, for example {@code 8@3}: 8 filters of 3 x 3
 * @param batchNormalizations how many of the convolutions, from the first, are followed by batch
 *     normalisation
 * @param dense units of the dense layers before the last
 * @param dropout the share of the first dense layer's numbers that is dropped in training; 0 for no
 *     such layer
 */
public record ConvolutionalNetwork(
    List<String> convolutions, int batchNormalizations, List<Integer> dense, double dropout)
    implements NetworkPlan {

  public ConvolutionalNetwork {
    convolutions = List.copyOf(convolutions);
    dense = List.copyOf(dense);
    if (convolutions.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one convolution");
    }
    for (String convolution : convolutions) {
      if (!convolution.matches("[1-9]\\d{0,3}@[1-9]\\d?")) {
        throw new IllegalArgumentException(
            "a convolution is FILTERS@SIZE, as 8@3, but one is '" + convolution + "'");
      }
    }
    if (batchNormalizations < 0 || batchNormalizations > convolutions.size()) {
      throw new IllegalArgumentException(
          "batchNormalizations must be 0 to "
              + convolutions.size()
              + ", the number of convolutions, but it is "
              + batchNormalizations);
    }
    for (int units : dense) {
      if (units < 1) {
        throw new IllegalArgumentException(
            "a dense layer needs 1 unit or more, but one has " + units);
      }
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout must be 0 or more and below 1, but it is " + dropout);
    }
  }

  @Override
  public ConvolutionalNetwork withoutDropout() {
    return new ConvolutionalNetwork(convolutions, batchNormalizations, dense, 0);
  }

  @Override
  public int towers() {
    return 1;
  }

  @Override
  public ConvolutionalNetwork tower() {
    return this;
  }

  @Override
  public Network joined(List<Network> trained) {
    return trained.get(0);
  }

  @Override
  public Graph graph(int height, int width) {
    Graph.Builder graph = Graph.builder(Shape.of(height, width, 1));
    String last = graph.input();
    for (int i = 0; i < convolutions.size(); i++) {
      last = graph.add(convolution(convolutions.get(i)), last);
      if (i < batchNormalizations) {
        last = graph.add(BatchNormalization.defaults(), last);
      }
      if (i < convolutions.size() - 1) {
        last = graph.add(MaxPooling2D.of(2), last);
      }
    }
    last = graph.add(new GlobalAveragePooling2D(), last);
    for (int i = 0; i < dense.size(); i++) {
      last = graph.add(Dense.of(dense.get(i), ActivationFunction.RELU), last);
      if (i == 0 && dropout > 0) {
        last = graph.add(new Dropout(dropout), last);
      }
    }
    graph.add(Dense.of(1, ActivationFunction.SIGMOID), last);
    return graph.build();
  }

  private static Layer convolution(String words) {
    int at = words.indexOf('@');
    return Conv2D.of(
            Integer.parseInt(words.substring(0, at)), Integer.parseInt(words.substring(at + 1)))
        .withPadding(Padding.SAME)
        .withActivation(ActivationFunction.RELU);
  }
}
