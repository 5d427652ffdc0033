package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EngineSpeedTest {

  private static Graph graph(Layer... more) {
    Graph.Builder graph = Graph.builder(Shape.of(8, 10, 1));
    String last = graph.input();
    last =
        graph.add(
            Conv2D.of(4, 3).withPadding(Padding.SAME).withActivation(ActivationFunction.RELU),
            last);
    last = graph.add(MaxPooling2D.of(2), last);
    last = graph.add(Conv2D.of(6, 3), last);
    for (Layer layer : more) {
      last = graph.add(layer, last);
    }
    last = graph.add(new Flatten(), last);
    last = graph.add(Dense.of(3, ActivationFunction.SOFTMAX), last);
    graph.add(Dense.of(1, ActivationFunction.SIGMOID), last);
    return graph.build();
  }

  @Test
  void multiplyAddsAreCountedByTheLayersDefinition() {
    EngineSpeed speed = EngineSpeed.measure(graph(), 0.01);
    assertThat(speed.layers())
        .extracting(EngineSpeed.LayerSpeed::name)
        .containsExactly(
            "conv2d, max_pooling2d", "conv2d_1", "flatten", "dense", "dense", "dense_1");
    assertThat(speed.layers())
        .extracting(EngineSpeed.LayerSpeed::forwardMultiplyAdds)
        // 8 * 10 pixels, 4 filters, 9 taps; 2 * 3 pixels, 6 filters, 9 * 4 taps; 36 to 3; 3 to 1.
        .containsExactly(2880L, 1296L, 0L, 108L, 0L, 3L);
    assertThat(speed.layers())
        .extracting(EngineSpeed.LayerSpeed::backwardMultiplyAdds)
        // Nobody asks for the gradient of the image.
        .containsExactly(2880L, 2592L, 0L, 216L, 0L, 6L);
    assertThat(speed.stepMultiplyAdds()).isEqualTo(2 * 2880 + 3 * 1296 + 3 * 108 + 3 * 3);
    assertThat(speed.step()).isGreaterThan(speed.forward() + speed.backward());
    assertThat(speed.peak()).isGreaterThan(0);
    // 2,880 in a microsecond would be 2.88 G a second.
    assertThat(speed.share(2880, 1e-6)).isEqualTo(2.88e9 / speed.peak());
  }

  @Test
  void layersWhoseImagesWaitForEachOtherAreNotTimedAlone() {
    Graph normalized = graph(BatchNormalization.defaults());
    assertThatThrownBy(() -> EngineSpeed.measure(normalized, 0.01))
        .hasMessageContaining("'batch_normalization' needs a mini-batch");
    Graph plain = graph();
    assertThatThrownBy(() -> EngineSpeed.measure(plain, 0))
        .hasMessage("measuring needs more than 0 seconds, not 0.0");
  }
}
