package org.pleura.run;

import java.util.ArrayList;
import java.util.List;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.AveragePooling2D;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Concatenate;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Dropout;
import org.pleura.nn.Extent;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;

/**
 * A small residual network (He et al., CVPR 2016, arXiv 1512.03385): a convolution, which goes in
 * steps of two or more or else is followed by a 2 x 2 max pooling; then stages of one block each,
 * two 3 x 3 convolutions to whose result the block's input is added; global average pooling,
 * dropout, and one number. Each convolution is followed by batch normalisation and has no bias.
 * From the second stage on the first convolution goes in steps of two, and the block's input is
 * brought to the same size by a 2 x 2 mean and a 1 x 1 convolution (variant D of He et al., CVPR
 * 2019, arXiv 1812.01187), so that no pixel is skipped.
 *
 * <p>Several such networks make one: their last feature maps side by side, pooled, and one number
 * of all of them, which is the mean of what each would say. So an ensemble (Lakshminarayanan et
 * al., NIPS 2017, arXiv 1612.01474) is one model in one file, to be asked and explained like any
 * other.
 *
 * @param filters of each stage
 * @param stemSize rows and columns of the first convolution's window
 * @param stemStrides steps of the first convolution; if it goes in steps of one, a pooling follows
 * @param towers how many such networks, each trained by itself, from its own seed
 * @param dropout the share of the pooled numbers that is dropped in training; 0 for no such layer
 */
public record ResidualNetwork(
    List<Integer> filters, int stemSize, int stemStrides, int towers, double dropout)
    implements NetworkPlan {

  /** Keras's 0.99 remembers 100 steps and more, a few epochs of a small data set. */
  private static final double MOMENTUM = 0.9;

  public ResidualNetwork {
    filters = List.copyOf(filters);
    if (filters.isEmpty() || filters.stream().anyMatch(count -> count < 1 || count > 4096)) {
      throw new IllegalArgumentException(
          "filters must be 1 to 4096 for each stage, but they are " + filters);
    }
    if (stemSize < 1 || stemSize > 99 || stemStrides < 1 || stemStrides > 99) {
      throw new IllegalArgumentException(
          "stemSize and stemStrides must be 1 to 99, but they are "
              + stemSize
              + " and "
              + stemStrides);
    }
    if (towers < 1 || towers > 99) {
      throw new IllegalArgumentException("towers must be 1 to 99, but there are " + towers);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout must be 0 or more and below 1, but it is " + dropout);
    }
  }

  @Override
  public ResidualNetwork withoutDropout() {
    return new ResidualNetwork(filters, stemSize, stemStrides, towers, 0);
  }

  @Override
  public ResidualNetwork tower() {
    return withTowers(1);
  }

  private ResidualNetwork withTowers(int count) {
    return new ResidualNetwork(filters, stemSize, stemStrides, count, dropout);
  }

  @Override
  public Graph graph(int height, int width) {
    Graph.Builder graph = Graph.builder(Shape.of(height, width, 1));
    List<String> maps = new ArrayList<>();
    for (int tower = 0; tower < towers; tower++) {
      maps.add(maps(graph));
    }
    String last =
        towers == 1 ? maps.get(0) : graph.add(new Concatenate(), maps.toArray(String[]::new));
    last = graph.add(new GlobalAveragePooling2D(), last);
    if (dropout > 0) {
      last = graph.add(new Dropout(dropout), last);
    }
    graph.add(Dense.of(1, ActivationFunction.SIGMOID), last);
    return graph.build();
  }

  /** One tower, up to its last feature maps. */
  private String maps(Graph.Builder graph) {
    String last =
        relu(graph, normalised(graph, graph.input(), filters.get(0), stemSize, stemStrides));
    if (stemStrides == 1) {
      last = graph.add(MaxPooling2D.of(2), last);
    }
    for (int stage = 0; stage < filters.size(); stage++) {
      last = block(graph, last, filters.get(stage), stage == 0 ? 1 : 2);
    }
    return last;
  }

  /**
   * The towers' weights one after the other, but for the last layer's: the mean of {@code w_t f_t +
   * b_t} over the n towers t is one sum of all f with all w, divided by n, and the mean of the b.
   */
  @Override
  public Network joined(List<Network> trained) {
    if (trained.size() == 1) {
      return trained.get(0);
    }
    Shape input = trained.get(0).graph().inputShape();
    Graph graph = withTowers(trained.size()).graph(input.height(), input.width());
    float[] weights = new float[graph.parameterCount()];
    int features = filters.get(filters.size() - 1);
    int below = trained.get(0).graph().parameterCount() - features - 1;
    int at = 0;
    for (Network tower : trained) {
      System.arraycopy(tower.weights(), 0, weights, at, below);
      at += below;
    }
    for (Network tower : trained) {
      float[] own = tower.weights();
      for (int i = 0; i < features; i++) {
        weights[at++] = own[below + i] / trained.size();
      }
      weights[weights.length - 1] += own[below + features] / trained.size();
    }
    return Network.of(graph, weights);
  }

  private static String block(Graph.Builder graph, String from, int filters, int strides) {
    String shortcut = from;
    if (strides > 1) {
      // 'same', as the convolution in steps of two, so that odd sizes fit as well.
      Extent window = Extent.square(strides);
      shortcut = graph.add(new AveragePooling2D(window, window, Padding.SAME), shortcut);
      shortcut = normalised(graph, shortcut, filters, 1, 1);
    }
    String last = relu(graph, normalised(graph, from, filters, 3, strides));
    last = normalised(graph, last, filters, 3, 1);
    return relu(graph, graph.add(new Add(), last, shortcut));
  }

  private static String relu(Graph.Builder graph, String from) {
    return graph.add(new Activation(ActivationFunction.RELU), from);
  }

  private static String normalised(
      Graph.Builder graph, String from, int filters, int size, int strides) {
    Conv2D convolution =
        Conv2D.of(filters, size).withPadding(Padding.SAME).withoutBias().withStrides(strides);
    double epsilon = BatchNormalization.defaults().epsilon();
    return graph.add(
        new BatchNormalization(MOMENTUM, epsilon, true, true), graph.add(convolution, from));
  }
}
