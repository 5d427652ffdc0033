package org.pleura.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;
import org.pleura.nn.Variable;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.OptimizerState;

class ModelFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"every_layer", "sequential", "residual_sgd", "tiny_adam"})
  void whatKerasSavedHasTheSameWeightsAndPredictsTheSame(String name) throws IOException {
    Network network = ModelFile.read(KerasNumbers.FOLDER.resolve(name + ".keras")).network();
    KerasNumbers keras = KerasNumbers.of(name);

    for (Variable variable : network.graph().variables()) {
      assertThat(network.weights(variable))
          .as(variable.path())
          .isEqualTo(keras.get("weights/" + variable.path()));
    }
    for (int image = 0; image < 6; image++) {
      float[] predicted = network.predict(keras.part("inputs", image, 6));
      assertThat(predicted).containsExactly(keras.part("output", image, 6), within(2e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"every_layer", "sequential", "residual_sgd", "tiny_adam"})
  void writingAndReadingGivesTheSameGraphAndBits(String name) throws IOException {
    Network network = ModelFile.read(KerasNumbers.FOLDER.resolve(name + ".keras")).network();

    ModelFile.write(folder.resolve("again.keras"), network);
    Network again = ModelFile.read(folder.resolve("again.keras")).network();

    assertThat(again.graph().nodes()).isEqualTo(network.graph().nodes());
    assertThat(again.graph().inputName()).isEqualTo(network.graph().inputName());
    assertThat(again.graph().inputShape()).isEqualTo(network.graph().inputShape());
    assertThat(again.fingerprint()).isEqualTo(network.fingerprint());
  }

  @Test
  void aNetworkReadAloneIsThatOfTheWholeFile() throws IOException {
    for (String name : new String[] {"tiny_adam.keras", "residual_sgd.keras"}) {
      Path file = KerasNumbers.FOLDER.resolve(name);
      Network alone = ModelFile.readNetwork(file);
      Network whole = ModelFile.read(file).network();
      assertThat(alone.graph().nodes()).isEqualTo(whole.graph().nodes());
      assertThat(alone.fingerprint()).isEqualTo(whole.fingerprint());
    }
    assertThatThrownBy(() -> ModelFile.readNetwork(folder.resolve("none.keras")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theOptimiserOfKerasIsReadAndWrittenAgain() throws IOException {
    Path file = KerasNumbers.FOLDER.resolve("tiny_adam.keras");
    KerasNumbers keras = KerasNumbers.of("tiny_adam");

    SavedModel saved = ModelFile.read(file);
    Optimization adam = saved.optimization().orElseThrow();

    assertThat(adam.optimizer()).isEqualTo(Optimizer.Adam.defaults());
    // Two epochs of two batches.
    assertThat(adam.state().iterations()).isEqualTo(4);
    int number = 2;
    for (Variable variable : saved.network().graph().variables()) {
      for (int slot = 0; slot < 2; slot++) {
        assertThat(of(variable, adam.state().slot(slot)))
            .isEqualTo(keras.get("optimizer/" + number++));
      }
    }

    ModelFile.write(folder.resolve("again.keras"), saved.network(), adam);
    Optimization again = ModelFile.read(folder.resolve("again.keras")).optimization().orElseThrow();

    assertThat(again.optimizer()).isEqualTo(adam.optimizer());
    assertThat(again.state().iterations()).isEqualTo(4);
    assertThat(again.state().slot(0)).isEqualTo(adam.state().slot(0));
    assertThat(again.state().slot(1)).isEqualTo(adam.state().slot(1));
  }

  @Test
  void momentumAmongMovingStatisticsIsReadAndWrittenAgain() throws IOException {
    SavedModel saved = ModelFile.read(KerasNumbers.FOLDER.resolve("residual_sgd.keras"));
    KerasNumbers keras = KerasNumbers.of("residual_sgd");
    Optimization sgd = saved.optimization().orElseThrow();

    assertThat(sgd.optimizer()).isEqualTo(new Optimizer.Sgd(0.05, 0.9, false));
    int number = 2;
    for (Variable variable : saved.network().graph().variables()) {
      float[] momentum = of(variable, sgd.state().slot(0));
      if (variable.parameter().trainable()) {
        assertThat(momentum).isEqualTo(keras.get("optimizer/" + number++));
      } else {
        assertThat(momentum).containsOnly(0f);
      }
    }

    ModelFile.write(folder.resolve("again.keras"), saved.network(), sgd);
    Optimization again = ModelFile.read(folder.resolve("again.keras")).optimization().orElseThrow();
    assertThat(again.optimizer()).isEqualTo(sgd.optimizer());
    assertThat(again.state().slot(0)).isEqualTo(sgd.state().slot(0));
  }

  private static float[] of(Variable variable, float[] slot) {
    return Arrays.copyOfRange(slot, variable.offset(), variable.offset() + variable.size());
  }

  /** The words are those of Keras 3.15.1, compiled with BinaryCrossentropy(label_smoothing=0.1). */
  @Test
  void theLossOfSmoothedLabelsIsWrittenAsKerasWritesIt() throws IOException {
    Network network = small();
    Optimizer adam = Optimizer.Adam.defaults();
    Optimization smoothed =
        new Optimization(adam, OptimizerState.before(adam, network.graph().parameterCount()), 0.1);
    Path file = folder.resolve("smoothed.keras");
    ModelFile.write(file, network, smoothed);
    JsonNode config = new ObjectMapper().readTree(KerasArchive.read(file).get(KerasArchive.CONFIG));
    assertThat(config.at("/compile_config/loss"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"module": "keras.losses", "class_name": "BinaryCrossentropy",
                     "config": {"name": "binary_crossentropy", "reduction": "sum_over_batch_size",
                                "from_logits": false, "label_smoothing": 0.1, "axis": -1},
                     "registered_name": null}
                    """));
    assertThat(ModelFile.read(file).optimization().orElseThrow().labelSmoothing()).isEqualTo(0.1);
  }

  @Test
  void aNetworkWrittenWithoutItsTrainingHasNone() throws IOException {
    ModelFile.write(folder.resolve("model.keras"), small());

    assertThat(ModelFile.read(folder.resolve("model.keras")).optimization()).isEmpty();
  }

  @Test
  void theMemoryOfAnotherNetworkIsRefused() {
    Optimization other =
        new Optimization(
            Optimizer.Adam.defaults(), OptimizerState.before(Optimizer.Adam.defaults(), 7), 0);

    assertThatThrownBy(() -> ModelFile.write(folder.resolve("model.keras"), small(), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slot 0 of the optimiser has 7 numbers");
  }

  @Test
  void aNetworkWithoutWeightsIsWrittenAndRead() throws IOException {
    Graph graph = Graph.sequential(Shape.of(2, 2, 1), new Flatten());

    ModelFile.write(folder.resolve("model.keras"), network(graph));

    assertThat(ModelFile.read(folder.resolve("model.keras")).network().graph().nodes())
        .isEqualTo(graph.nodes());
  }

  @Test
  void namesBeyondAsciiSurvive() throws IOException {
    Graph graph =
        Graph.of(
            "Röntgenbild",
            Shape.of(3),
            List.of(
                new Graph.Node(
                    "erste Schicht, größer",
                    Dense.of(4, ActivationFunction.RELU),
                    List.of("Röntgenbild")),
                new Graph.Node(
                    "胸水",
                    Dense.of(1, ActivationFunction.SIGMOID),
                    List.of("erste Schicht, größer"))));
    Network network = network(graph);

    ModelFile.write(folder.resolve("model.keras"), network);
    Network again = ModelFile.read(folder.resolve("model.keras")).network();

    assertThat(again.graph().nodes()).isEqualTo(graph.nodes());
    assertThat(again.fingerprint()).isEqualTo(network.fingerprint());
  }

  @Test
  void aGraphInAnotherOrderThanKerasKeepsItsOrderAndWeights() throws IOException {
    // Keras would put the long branch (a, b) first; here the short one (c) comes first.
    Conv2D conv = Conv2D.of(2, 3).withPadding(Padding.SAME);
    Graph graph =
        Graph.of(
            "input_layer",
            Shape.of(5, 4, 2),
            List.of(
                new Graph.Node("c", conv, List.of("input_layer")),
                new Graph.Node("a", conv, List.of("input_layer")),
                new Graph.Node("b", conv, List.of("a")),
                new Graph.Node("sum", new Add(), List.of("b", "c")),
                new Graph.Node("flatten", new Flatten(), List.of("sum")),
                new Graph.Node(
                    "out", Dense.of(1, ActivationFunction.SIGMOID), List.of("flatten"))));
    Network network = network(graph);

    ModelFile.write(folder.resolve("model.keras"), network);
    Network again = ModelFile.read(folder.resolve("model.keras")).network();

    assertThat(KerasOrder.of(graph))
        .extracting(Graph.Node::name)
        .containsExactly("a", "b", "c", "sum", "flatten", "out");
    assertThat(again.graph().nodes()).isEqualTo(graph.nodes());
    assertThat(again.fingerprint()).isEqualTo(network.fingerprint());
  }

  @Test
  void everyActivationSurvives() throws IOException {
    for (ActivationFunction function :
        List.of(
            ActivationFunction.LINEAR,
            ActivationFunction.RELU,
            ActivationFunction.SIGMOID,
            ActivationFunction.TANH,
            ActivationFunction.SOFTMAX,
            ActivationFunction.LEAKY_RELU,
            ActivationFunction.ELU,
            new ActivationFunction.Relu(6f, 0f),
            new ActivationFunction.Relu(6f, 0.1f),
            new ActivationFunction.Relu(Float.POSITIVE_INFINITY, 0.3f),
            new ActivationFunction.Elu(0.7f))) {
      Graph graph = Graph.sequential(Shape.of(3), Dense.of(4, function), new Activation(function));

      ModelFile.write(folder.resolve("model.keras"), network(graph));

      assertThat(ModelFile.read(folder.resolve("model.keras")).network().graph().nodes())
          .isEqualTo(graph.nodes());
    }
  }

  @Test
  void equalNetworksGiveEqualFilesAndNothingElseIsLeftBehind() throws IOException {
    Network network = small();
    ModelFile.write(folder.resolve("one.keras"), network);
    ModelFile.write(folder.resolve("two.keras"), network);

    assertThat(Files.readAllBytes(folder.resolve("one.keras")))
        .isEqualTo(Files.readAllBytes(folder.resolve("two.keras")));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheOldOneAlone() throws IOException {
    // A folder in the file's place cannot be replaced.
    Path taken = Files.createDirectories(folder.resolve("taken.keras/inside")).getParent();

    assertThatThrownBy(() -> ModelFile.write(taken, small())).isInstanceOf(IOException.class);

    assertThat(taken.resolve("inside")).isDirectory();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFolderThatIsNotThereIsAFailureToWrite() {
    assertThatThrownBy(() -> ModelFile.write(folder.resolve("nowhere/model.keras"), small()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whoMayReadOtherFilesMayReadTheModel() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "made in the usual way");
    assumeTrue(
        Files.getFileStore(other).supportsFileAttributeView("posix"), "needs POSIX permissions");
    ModelFile.write(folder.resolve("model.keras"), small());

    assertThat(Files.getPosixFilePermissions(folder.resolve("model.keras")))
        .isEqualTo(Files.getPosixFilePermissions(other));
  }

  @Test
  void whatAKilledProcessLeftIsWrittenOver() throws IOException {
    ModelFile.write(folder.resolve("clean.keras"), small());
    Files.write(folder.resolve(".model.keras.h5.part"), new byte[1 << 20]);
    Files.write(folder.resolve(".model.keras.part"), new byte[1 << 20]);
    ModelFile.write(folder.resolve("model.keras"), small());

    assertThat(Files.readAllBytes(folder.resolve("model.keras")))
        .isEqualTo(Files.readAllBytes(folder.resolve("clean.keras")));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aLayerThatLeadsNowhereIsRefused() {
    Graph graph =
        Graph.of(
            "input_layer",
            Shape.of(3),
            List.of(
                new Graph.Node("lost", new Flatten(), List.of("input_layer")),
                new Graph.Node("flatten", new Flatten(), List.of("input_layer"))));

    assertThatThrownBy(() -> ModelFile.write(folder.resolve("model.keras"), network(graph)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'lost' does not lead to the output");
  }

  @Test
  void theLessonOfTheRealKerasIsRead() throws IOException {
    Path golden = shared("golden/lesson.keras");
    assumeTrue(Files.exists(golden), "no folder shared/golden beside the checkout");

    SavedModel saved = ModelFile.read(golden);

    assertThat(saved.network().graph().parameterCount()).isEqualTo(54_627);
    assertThat(saved.network().graph().nodes()).hasSize(18);
    assertThat(saved.kerasVersion()).isEqualTo("3.15.1");
    assertThat(saved.notes()).isEmpty();
  }

  private static Path shared(String file) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path there = at.resolveSibling("shared").resolve(file);
      if (Files.exists(there)) {
        return there;
      }
    }
    return Path.of("shared", file);
  }

  static Network small() {
    return network(
        Graph.sequential(
            Shape.of(6, 5, 1),
            Conv2D.of(2, 3),
            new Flatten(),
            Dense.of(1, ActivationFunction.SIGMOID)));
  }

  static Network network(Graph graph) {
    Random random = new Random(5);
    float[] weights = new float[graph.parameterCount()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextFloat() - 0.5f;
    }
    return Network.of(graph, weights);
  }
}
