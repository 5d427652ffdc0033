package org.pleura.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.testing.KerasCase;

/** Loss, optimisers and whole fits against what Keras computed. */
class KerasTrainingTest {
  @Test
  void lossAndItsDerivativeAreThoseOfKeras() {
    KerasCase keras = KerasCase.read("binary_crossentropy");
    float[] logits = keras.array("logits");
    float[] labels = keras.array("labels");
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += BinaryCrossentropy.loss(logits[i], labels[i]);
      assertThat(BinaryCrossentropy.derivative(logits[i], labels[i]) / logits.length)
          .isCloseTo(keras.array("gradient/logits")[i], within(1e-7f));
    }
    assertThat(sum / logits.length).isCloseTo(keras.array("loss")[0], within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer_adam",
        "optimizer_adam_options",
        "optimizer_adamw",
        "optimizer_sgd",
        "optimizer_sgd_momentum",
        "optimizer_sgd_nesterov"
      })
  void optimisersMoveWeightsAsKerasDoes(String name) {
    KerasCase keras = KerasCase.read(name);
    Optimizer optimizer = optimizer(keras.line("optimizer"));
    // Nine weights: a dense layer of eight inputs and one unit.
    Graph graph = Graph.sequential(Shape.of(8), Dense.of(1, ActivationFunction.SIGMOID));
    float[] weights = keras.array("weights").clone();
    OptimizerState state = OptimizerState.before(optimizer, weights.length);
    for (int step = 1; keras.has("weights/" + step); step++) {
      float[] gradient = keras.row("gradients", step - 1);
      optimizer.step(graph, weights, gradient, state, optimizer.learningRate());
      float[] expected = keras.array("weights/" + step);
      for (int i = 0; i < weights.length; i++) {
        assertThat(weights[i])
            .as("step %d, weight %d", step, i)
            .isCloseTo(expected[i], within(2e-7f * Math.max(1f, Math.abs(expected[i]))));
      }
    }
    assertThat(state.iterations()).isEqualTo(6);
  }

  private static Optimizer optimizer(Map<String, String> line) {
    double rate = Double.parseDouble(line.get("learning_rate"));
    if (line.get("word1").equals("SGD")) {
      return new Optimizer.Sgd(
          rate,
          Double.parseDouble(line.get("momentum")),
          Boolean.parseBoolean(line.get("nesterov")));
    }
    Optimizer.Adam adam =
        new Optimizer.Adam(
            rate,
            Double.parseDouble(line.get("beta_1")),
            Double.parseDouble(line.get("beta_2")),
            Double.parseDouble(line.get("epsilon")));
    return line.containsKey("weight_decay")
        ? new Optimizer.AdamW(adam, Double.parseDouble(line.get("weight_decay")))
        : adam;
  }

  @ParameterizedTest
  @ValueSource(strings = {"trajectory_tiny", "trajectory_residual"})
  void aWholeFitFollowsKerasBatchByBatch(String name) {
    KerasCase keras = KerasCase.read(name);
    Map<String, String> fit = keras.line("fit");
    TrainingPlan plan =
        new TrainingPlan(
            Integer.parseInt(fit.get("epochs")),
            Integer.parseInt(fit.get("batch_size")),
            OptionalInt.empty(),
            optimizer(keras.line("optimizer")),
            new LearningRateSchedule.Constant(),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0,
            Long.parseLong(fit.get("seed")));
    List<Input> validation = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    for (int i = 50; i < 70; i++) {
      validation.add(Input.of(DrawnImages.image(i)));
      targets.add(DrawnImages.label(i));
    }
    List<Double> losses = new ArrayList<>();
    List<Double> accuracies = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    TrainingSet training =
        new DrawnImages(50) {
          @Override
          public Input draw(int index, Mt19937 numpy) {
            rows.add(index);
            return super.draw(index, numpy);
          }
        };
    Graph graph = asConstructed(keras.graph());
    try (Fitting fitting =
        new Fitting(graph, plan, training, new ValidationSet(validation, targets), 2)) {
      assertThat(Arrays.equals(fitting.initial().weights(), keras.weights(graph, "weights")))
          .as("initial weights")
          .isTrue();
      TrainingState end =
          fitting.run(
              new FittingListener() {
                @Override
                public void batchEnded(
                    int epoch, int batch, int batches, double loss, double accuracy) {
                  losses.add(loss);
                  accuracies.add(accuracy);
                }
              });
      // The first two mini-batches that Keras looks at and throws away come before.
      float[] expectedRows = keras.array("rows");
      for (int i = 0; i < expectedRows.length; i++) {
        assertThat(rows.get(i + 16)).isEqualTo((int) expectedRows[i]);
      }
      assertAllClose(losses, keras.array("running_loss"), 2e-5);
      assertAllClose(accuracies, keras.array("running_accuracy"), 1e-6);
      List<Double> judged = new ArrayList<>();
      end.history().epochs().forEach(epoch -> judged.add(epoch.validationLoss()));
      assertAllClose(judged, keras.array("history/val_loss"), 2e-5);
      for (int i = 0; i < validation.size(); i++) {
        assertThat(end.network().predict(DrawnImages.image(50 + i))[0])
            .isCloseTo(keras.array("predictions")[i], within(1e-4f));
      }
    }
  }

  /**
   * Keras lists the residual net's layers by depth, conv2d_5 before conv2d_4, but draws their seeds
   * in the order in which they were constructed.
   */
  private static Graph asConstructed(Graph listed) {
    List<Graph.Node> nodes = new ArrayList<>(listed.nodes());
    for (int i = 0; i + 1 < nodes.size(); i++) {
      if (nodes.get(i).name().equals("conv2d_5")) {
        nodes.add(i + 1, nodes.remove(i));
        break;
      }
    }
    return Graph.of(listed.inputName(), listed.inputShape(), nodes);
  }

  private static void assertAllClose(List<Double> found, float[] expected, double tolerance) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i)).as("[%d]", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
