package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.testing.RandomNetworks;

/** Questions to a network with weights. */
class NetworkTest {
  private static final Graph GRAPH =
      Graph.sequential(
          Shape.of(4, 4, 1),
          Conv2D.of(2, 3).withActivation(ActivationFunction.RELU),
          new Flatten(),
          Dense.of(2, ActivationFunction.SIGMOID));

  /** 3 * 3 * 1 * 2 + 2 = 20 and 8 * 2 + 2 = 18. */
  private static final int WEIGHTS = 38;

  private static void assertRefused(ThrowingCallable attempt, String sentence) {
    assertThatThrownBy(attempt).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
  }

  @Test
  void theNumberOfWeightsIsThatOfTheGraph() {
    assertRefused(
        () -> Network.of(GRAPH, new float[WEIGHTS - 1]), "the graph has 38 weights, not 37");
    assertThat(Network.of(GRAPH, new float[WEIGHTS]).weights()).hasSize(WEIGHTS);
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    Network network = Network.of(GRAPH, new float[WEIGHTS]);
    String sentence = "the network reads images of (4, 4, 1), that is 16 numbers, not 17";
    float[] image = new float[17];
    assertRefused(() -> network.logits(image), sentence);
    assertRefused(() -> network.predict(image), sentence);
    assertRefused(() -> network.trace(image), sentence);
    try (Workers workers = new Workers(2)) {
      assertRefused(
          () -> network.logits(List.of(Input.of(image)), workers),
          "the network reads images of 16 numbers, not 17");
      assertRefused(
          () -> network.logits(List.of(Input.of(new float[15])), workers),
          "the network reads images of 16 numbers, not 15");
    }
  }

  @Test
  void aTraceThatBeginsBetweenAConvolutionAndItsPoolingKnowsThePooling() {
    // The convolution comes before the layer asked about, its pooling after.
    Graph.Builder builder = Graph.builder(Shape.of(8, 8, 1));
    Conv2D convolution = Conv2D.of(4, 3).withPadding(Padding.SAME);
    String pooledLater =
        builder.add(convolution.withActivation(ActivationFunction.RELU), builder.input());
    String begin = builder.add(convolution, builder.input());
    String pooling = builder.add(MaxPooling2D.of(2), pooledLater);
    String other = builder.add(MaxPooling2D.of(2), begin);
    String joined = builder.add(new Flatten(), builder.add(new Add(), pooling, other));
    builder.add(Dense.of(1, ActivationFunction.SIGMOID), joined);
    Graph graph = builder.build();
    Network network = InitialState.draw(graph, Mt19937.python(3)).network();
    float[] image = new float[64];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 7 - 3;
    }
    assertThat(network.trace(image, begin).gradientOfLogits(pooling, 1))
        .isEqualTo(network.trace(image).gradientOfLogits(pooling, 1));
  }

  @Test
  void aTraceIsAskedForLayersAndLogitsThatThereAre() {
    Trace trace = Network.of(GRAPH, new float[WEIGHTS]).trace(new float[16]);
    String sentence = "there is no layer 'conv2d_7'; the layers are conv2d, flatten, dense";
    assertRefused(() -> trace.output("conv2d_7"), sentence);
    assertRefused(() -> trace.gradientOfLogits("conv2d_7", 1, 1), sentence);
    assertRefused(
        () -> trace.gradientOfLogits("conv2d", 1),
        "the network makes 2 logits, so the seed has as many, not 1");
  }

  @Test
  void weightsAreCopiedInAndOut() {
    float[] weights = RandomNetworks.weights(GRAPH, 1);
    Network network = Network.of(GRAPH, weights);
    String before = network.fingerprint();
    float[] image = RandomNetworks.images(GRAPH, 1, 1).get(0);
    float[] logits = network.logits(image);
    weights[0] += 1;
    network.weights()[1] += 1;
    network.weights(GRAPH.variables().get(0))[2] += 1;
    assertThat(network.fingerprint()).isEqualTo(before);
    assertThat(network.logits(image)).isEqualTo(logits);
    assertThat(network.trace(image).logits()).isEqualTo(logits);
  }

  /**
   * A trace that begins at the image keeps what every layer makes and reads the image as it is;
   * alone, the first convolution and its pooling read even and odd columns apart.
   */
  @Test
  void splittingTheColumnsOfTheImageChangesNoBitOfTheLogits() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Extent size = new Extent(1 + random.nextInt(4), 1 + random.nextInt(5));
      Extent dilation = new Extent(1 + random.nextInt(2), 1 + random.nextInt(3));
      Conv2D first =
          new Conv2D(
              1 + random.nextInt(6),
              size,
              Extent.ONE,
              random.nextBoolean() ? Padding.SAME : Padding.VALID,
              dilation,
              random.nextBoolean(),
              ActivationFunction.RELU);
      Shape shape =
          Shape.of(14 + random.nextInt(9), 16 + random.nextInt(60), 1 + random.nextInt(3));
      Graph graph =
          Graph.sequential(
              shape, first, MaxPooling2D.of(2), Conv2D.of(2, 1), new GlobalAveragePooling2D());
      Network network = Network.of(graph, RandomNetworks.weights(graph, seed));
      float[] image = RandomNetworks.images(graph, 1, seed).get(0);
      assertThat(network.logits(image)).as("%s", first).isEqualTo(network.trace(image).logits());
    }
  }

  @Test
  void theFingerprintIsTheSha256OfTheWeightsAsLittleEndianFloats() {
    Graph graph = Graph.sequential(Shape.of(1), Dense.of(1, ActivationFunction.LINEAR));
    // 1.0f and -2.0f are 00 00 80 3f and 00 00 00 c0; the digest is sha256sum's of these 8 bytes.
    assertThat(Network.of(graph, new float[] {1f, -2f}).fingerprint())
        .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
  }

  @Test
  @Timeout(120)
  void eightThreadsAtOnceGetTheLogitsThatOneGets() throws InterruptedException, ExecutionException {
    // Batch normalisation, dropout and branches among them.
    for (long seed = 0; seed < 6; seed++) {
      Graph graph = RandomNetworks.graph(seed);
      Network network = Network.of(graph, RandomNetworks.weights(graph, seed));
      List<float[]> images = RandomNetworks.images(graph, 20, seed);
      List<float[]> expected = images.stream().map(network::logits).toList();
      ExecutorService threads = Executors.newFixedThreadPool(8);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
          int first = thread;
          all.add(
              threads.submit(
                  () -> {
                    for (int i = 0; i < images.size(); i++) {
                      int image = (first * 3 + i) % images.size();
                      assertThat(network.logits(images.get(image))).isEqualTo(expected.get(image));
                    }
                    assertThat(network.trace(images.get(first)).logits())
                        .isEqualTo(expected.get(first));
                  }));
        }
        for (Future<?> one : all) {
          one.get();
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void anImageThatFailsDoesNotSpoilTheNext() {
    Network network = Network.of(GRAPH, RandomNetworks.weights(GRAPH, 2));
    float[] image = RandomNetworks.images(GRAPH, 1, 2).get(0);
    float[] expected = network.logits(image);
    Input broken =
        pixels -> {
          pixels[3] = 1e30f;
          throw new IllegalStateException("unreadable");
        };
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(() -> network.logits(List.of(broken, broken, broken), workers))
          .hasMessage("unreadable");
    }
    assertThat(network.logits(image)).isEqualTo(expected);
  }
}
