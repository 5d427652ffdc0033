package org.pleura.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pleura.nn.testing.KerasCase;

/** Every layer with its options against what Keras computed for it, with both kernel sets. */
class KerasLayersTest {
  /** Relative to the largest number of an array: a few roundings of float32. */
  private static final double TOLERANCE = 3e-6;

  private static List<String> cases() {
    return KerasCase.names().stream().filter(name -> KerasCase.read(name).hasLine("mode")).toList();
  }

  @Test
  void thereAreCasesForEveryLayer() {
    List<String> classes = new ArrayList<>();
    cases()
        .forEach(
            name ->
                KerasCase.read(name)
                    .graph()
                    .nodes()
                    .forEach(node -> classes.add(node.layer().className())));
    Stream.of(Layer.class.getPermittedSubclasses())
        .forEach(layer -> assertThat(classes).contains(layer.getSimpleName()));
    assertThat(cases()).hasSizeGreaterThan(90);
  }

  /** Exactly at its corners a relu with a slope and a cap may choose; Keras chooses otherwise. */
  private static final String FREE_CHOICE = "corner_relu_slope";

  @TestFactory
  Stream<DynamicTest> layersOutsideTrainingGiveTheOutputAndInputGradientOfKeras() {
    return cases().stream()
        .filter(name -> !KerasCase.read(name).isTraining())
        .filter(name -> !name.equals(FREE_CHOICE))
        .map(name -> DynamicTest.dynamicTest(name, () -> checkTrace(KerasCase.read(name))));
  }

  private static void checkTrace(KerasCase keras) {
    Graph graph = keras.graphWithLinearEnd();
    Network network = Network.of(graph, keras.weights(graph, "weights"));
    for (int image = 0; image < keras.rows("inputs"); image++) {
      float[] input = keras.row("inputs", image);
      Trace trace = network.trace(input);
      assertClose("output", trace.logits(), keras.row("output", image));
      assertClose("predict", network.predict(input), keras.row("output", image));
      assertClose(
          "input gradient",
          trace.gradientOfLogits(graph.inputName(), keras.row("projection", image)),
          keras.row("gradient/input", image));
    }
  }

  @TestFactory
  Stream<DynamicTest> weightGradientsAreThoseOfKerasWithBothKernelSets() {
    return cases().stream()
        .filter(name -> !name.startsWith("dropout"))
        .filter(name -> trains(KerasCase.read(name)))
        .map(name -> DynamicTest.dynamicTest(name, () -> checkWeights(KerasCase.read(name))));
  }

  /** Outside training, batch normalisation is not what Backpropagation computes. */
  private static boolean trains(KerasCase keras) {
    return keras.isTraining()
        || keras.graph().nodes().stream()
            .noneMatch(node -> node.layer() instanceof BatchNormalization);
  }

  private static void checkWeights(KerasCase keras) throws ReflectiveOperationException {
    for (Kernels kernels : List.of(Kernels.vector(), new ScalarKernels())) {
      Graph graph = keras.graphWithLinearEnd();
      List<Input> batch = new ArrayList<>();
      for (int image = 0; image < keras.rows("inputs"); image++) {
        batch.add(Input.of(keras.row("inputs", image)));
      }
      float[] weights = keras.weights(graph, "weights");
      float[] gradient = new float[weights.length];
      try (Backpropagation backpropagation =
          new Backpropagation(graph, keras.dropoutSeeds(), batch.size(), 2, kernels)) {
        float[][] output =
            backpropagation.run(
                weights,
                batch,
                0,
                (image, logits, into) -> {
                  float[] projection = keras.row("projection", image);
                  System.arraycopy(projection, 0, into, 0, into.length);
                },
                gradient);
        for (int image = 0; image < output.length; image++) {
          assertClose("output", output[image], keras.row("output", image));
        }
      }
      for (Variable variable : graph.variables()) {
        float[] found =
            java.util.Arrays.copyOfRange(
                gradient, variable.offset(), variable.offset() + variable.size());
        if (variable.parameter().trainable()) {
          assertClose(variable.path(), found, keras.array("gradient/" + variable.path()));
        } else {
          float[] moved =
              java.util.Arrays.copyOfRange(
                  weights, variable.offset(), variable.offset() + variable.size());
          String after = "weights_after/" + variable.path();
          assertClose(
              variable.path(),
              moved,
              keras.array(keras.has(after) ? after : "weights/" + variable.path()));
        }
      }
    }
  }

  @Test
  void dropoutDrawsTheMaskOfKerasForEachCall() {
    for (String name : List.of("dropout", "dropout_maps")) {
      KerasCase keras = KerasCase.read(name);
      Graph graph = keras.graphWithLinearEnd();
      List<Input> batch = new ArrayList<>();
      for (int image = 0; image < keras.rows("inputs"); image++) {
        batch.add(Input.of(keras.row("inputs", image)));
      }
      try (Backpropagation backpropagation =
          new Backpropagation(graph, keras.dropoutSeeds(), batch.size(), 2)) {
        for (int call = 0; keras.has("output/" + call); call++) {
          float[][] output =
              backpropagation.run(
                  new float[0], batch, call, (image, logits, into) -> {}, new float[0]);
          for (int image = 0; image < output.length; image++) {
            assertThat(output[image]).isEqualTo(keras.row("output/" + call, image));
          }
        }
      }
    }
  }

  private static void assertClose(String what, float[] found, float[] expected) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("%s [%d]", what, i)
          .isCloseTo(expected[i], org.assertj.core.api.Assertions.within(TOLERANCE * scale));
    }
  }
}
