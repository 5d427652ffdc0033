package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.testing.RandomNetworks;

/** The gradient over a mini-batch: what it refuses, and what it does when something fails. */
@Timeout(60)
class BackpropagationTest {
  private static final Graph GRAPH =
      Graph.sequential(
          Shape.of(19, 18, 1),
          Conv2D.of(3, 3).withActivation(ActivationFunction.RELU),
          MaxPooling2D.of(2),
          new DepthwiseConv2D(
              1,
              Extent.square(3),
              Extent.ONE,
              Padding.SAME,
              Extent.ONE,
              true,
              ActivationFunction.TANH),
          Conv2D.of(2, 3),
          new BatchNormalization(0.9, 0.01, true, true),
          new Flatten(),
          Dense.of(1, ActivationFunction.SIGMOID));

  private static final Backpropagation.LossGradient ONE = (image, logits, into) -> into[0] = 1;

  private final float[] weights = RandomNetworks.weights(GRAPH, 1);
  private final float[] gradient = new float[weights.length];

  private static List<Input> batch(int count) {
    return new ArrayList<>(RandomNetworks.images(GRAPH, count, 1).stream().map(Input::of).toList());
  }

  @Test
  void aMiniBatchIsNeitherEmptyNorLargerThanAnnounced() {
    try (Backpropagation backpropagation = new Backpropagation(GRAPH, Map.of(), 4, 1)) {
      assertThatThrownBy(() -> backpropagation.run(weights, batch(5), 0, ONE, gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a mini-batch has 1 to 4 images, not 5");
      assertThatThrownBy(() -> backpropagation.run(weights, List.of(), 0, ONE, gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a mini-batch has 1 to 4 images, not 0");
    }
    assertThatThrownBy(() -> new Backpropagation(GRAPH, Map.of(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a mini-batch has at least one image, not 0");
    assertThatThrownBy(() -> new Backpropagation(GRAPH, Map.of(), 4, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at least one thread is needed, not 0");
  }

  @Test
  void weightsAndGradientAreAsManyAsTheGraphHas() {
    // 27 + 3, 27 + 3, 54 + 2, 4 * 2 and 6 * 6 * 2 + 1
    assertThat(weights).hasSize(30 + 30 + 56 + 8 + 73);
    try (Backpropagation backpropagation = new Backpropagation(GRAPH, Map.of(), 4, 1)) {
      assertThatThrownBy(() -> backpropagation.run(new float[7], batch(1), 0, ONE, gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the graph has 197 weights, and each has a gradient, not 7 and 197");
      assertThatThrownBy(() -> backpropagation.run(weights, batch(1), 0, ONE, new float[7]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the graph has 197 weights, and each has a gradient, not 197 and 7");
    }
  }

  @Test
  void everyDropoutLayerNeedsASeed() {
    Graph graph =
        Graph.sequential(
            Shape.of(3), new Dropout(0.5), new Dropout(0.5), Dense.of(1, ActivationFunction.TANH));
    assertThatThrownBy(() -> new Backpropagation(graph, Map.of("dropout", 1), 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training needs a seed for the Dropout layer 'dropout_1'; InitialState.draw gives each"
                + " its own");
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    try (Backpropagation backpropagation = new Backpropagation(GRAPH, Map.of(), 4, 2)) {
      assertThatThrownBy(
              () ->
                  backpropagation.run(weights, List.of(Input.of(new float[343])), 0, ONE, gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the network reads images of 342 numbers, not 343");
    }
  }

  /** Whatever was summed before the failure must not be found by the next mini-batch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aMiniBatchThatFailedLeavesNothingInTheNextOnesGradient(int threads) {
    float[] moved = weights.clone();
    try (Backpropagation fresh = new Backpropagation(GRAPH, Map.of(), 11, threads)) {
      fresh.run(moved, batch(11), 0, ONE, gradient);
    }
    for (int failing = 0; failing < 11; failing++) {
      int bad = failing;
      try (Backpropagation tried = new Backpropagation(GRAPH, Map.of(), 11, threads)) {
        List<Input> spoiled = batch(11);
        spoiled.set(
            bad,
            pixels -> {
              throw new IllegalStateException("image " + bad);
            });
        assertThatThrownBy(() -> tried.run(weights.clone(), spoiled, 0, ONE, gradient.clone()))
            .hasMessage("image " + bad);
        assertThatThrownBy(
                () ->
                    tried.run(
                        weights.clone(),
                        batch(11),
                        0,
                        (image, logits, into) -> {
                          into[0] = 1;
                          if (image == bad) {
                            throw new IllegalStateException("loss of " + image);
                          }
                        },
                        gradient.clone()))
            .hasMessage("loss of " + bad);
        float[] again = new float[weights.length];
        tried.run(weights.clone(), batch(11), 0, ONE, again);
        assertThat(again).isEqualTo(gradient);
      }
    }
  }

  /** Without batch normalisation the images of a group go to the end one by one. */
  @Test
  void theSameWhereImagesDoNotMeet() {
    Graph graph =
        Graph.sequential(
            Shape.of(6, 6, 1),
            Conv2D.of(2, 3).withActivation(ActivationFunction.TANH),
            new Flatten(),
            Dense.of(1, ActivationFunction.SIGMOID));
    float[] all = RandomNetworks.weights(graph, 5);
    List<Input> images = RandomNetworks.images(graph, 4, 5).stream().map(Input::of).toList();
    float[] expected = new float[all.length];
    float[] again = new float[all.length];
    try (Backpropagation backpropagation = new Backpropagation(graph, Map.of(), 4, 1)) {
      backpropagation.run(all, images, 0, ONE, expected);
      // Images 0 to 2 of the group of four have been summed when the last one fails.
      assertThatThrownBy(
              () ->
                  backpropagation.run(
                      all,
                      images,
                      0,
                      (image, logits, into) -> {
                        into[0] = 1;
                        if (image == 3) {
                          throw new IllegalStateException("loss");
                        }
                      },
                      again))
          .hasMessage("loss");
      backpropagation.run(all, images, 0, ONE, again);
    }
    assertThat(again).isEqualTo(expected);
  }
}
