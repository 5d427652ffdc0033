package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Extent;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Layer;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.prepare.Preparation;

class ClassifierTest {
  private static final ActivationFunction LINEAR = ActivationFunction.LINEAR;
  private static final ActivationFunction SOFTMAX = ActivationFunction.SOFTMAX;

  @TempDir Path temporary;

  private static Network network(Layer... layers) {
    return network(Shape.of(4, 3, 1), layers);
  }

  private static Network network(Shape input, Layer... layers) {
    Network drawn = InitialState.draw(Graph.sequential(input, layers), Mt19937.python(3)).network();
    float[] weights = drawn.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.01f * (i % 7); // so that biases are not 0
    }
    return Network.of(drawn.graph(), weights);
  }

  private RunFolder imported(Network network, Preparation.Values values) throws IOException {
    return imported(network, values, List.of());
  }

  private RunFolder imported(Network network, Preparation.Values values, List<String> outputs)
      throws IOException {
    Path file = temporary.resolve("theirs.keras");
    ModelFile.write(file, network);
    RunFolder folder = RunFolder.create(temporary.resolve("run"), true);
    SavedModel saved = ModelFile.read(file);
    Importing.into(
        folder,
        saved,
        Imported.of(
            "test",
            file,
            saved,
            Importing.preparation(saved.network(), values),
            new Classes("effusion", "normal"),
            outputs));
    return folder;
  }

  @Test
  void anImportThatFailsOnTheWayLeavesNothing() throws IOException {
    Network network = network(new Flatten(), Dense.of(1, ActivationFunction.SIGMOID));
    Path file = temporary.resolve("theirs.keras");
    ModelFile.write(file, network);
    SavedModel saved = ModelFile.read(file);
    RunFolder folder = RunFolder.create(temporary.resolve("taken"), false);
    // A folder in the place of import.json: the model is written, and then there is no room.
    Files.createDirectories(folder.imported().resolve("inside"));
    Imported imported =
        Imported.of(
            "test",
            file,
            saved,
            Importing.preparation(network, Preparation.Values.UNIT),
            new Classes("effusion", "normal"),
            List.of());
    assertThatThrownBy(() -> Importing.into(folder, saved, imported))
        .isInstanceOf(IOException.class);
    assertThat(folder.model()).doesNotExist();
  }

  static List<Network> twoProbabilities() {
    return List.of(
        network(new Flatten(), Dense.of(2, SOFTMAX)),
        network(new Flatten(), Dense.of(2, LINEAR), new Activation(SOFTMAX)),
        network(
            new Conv2D(
                2,
                new Extent(2, 2),
                Extent.ONE,
                Padding.VALID,
                Extent.ONE,
                true,
                ActivationFunction.RELU),
            new Flatten(),
            new Dense(2, false, SOFTMAX)));
  }

  @ParameterizedTest
  @MethodSource("twoProbabilities")
  void theSecondOfTwoProbabilitiesIsTheOneThatIsAskedFor(Network network) throws IOException {
    Classifier classifier = Classifier.of(imported(network, Preparation.Values.UNIT));
    float[] image = GoldenInput.of(Shape.of(4, 3, 1), Preparation.Values.STANDARDISED);

    float[] theirs = network.predict(image);
    float logit = classifier.logit("golden", image);

    assertThat(theirs[0] + theirs[1]).isCloseTo(1f, within(1e-6f));
    assertThat(1 / (1 + Math.exp(-logit))).isCloseTo(theirs[1], within(1e-6));
    // The logit is ln(p / (1 - p)).
    assertThat(logit).isCloseTo((float) Math.log(theirs[1] / theirs[0]), within(1e-5f));
  }

  @Test
  void aNumberWithoutASigmoidIsTakenForTheLogit() throws IOException {
    Network network = network(new Flatten(), Dense.of(1, LINEAR));
    float[] image = GoldenInput.of(Shape.of(4, 3, 1), Preparation.Values.STANDARDISED);
    Classifier classifier = Classifier.of(imported(network, Preparation.Values.UNIT));
    assertThat(classifier.logit("golden", image)).isEqualTo(network.predict(image)[0]);
    assertThat(classifier.network().predict(image)[0]).isBetween(0f, 1f);
  }

  @ParameterizedTest
  @CsvSource({"SOFTMAX", "SIGMOID"})
  void oneOfSeveralProbabilitiesIsChosenByTheNameOfItsClass(String end) throws IOException {
    Network network =
        network(
            new Flatten(),
            Dense.of(3, end.equals("SOFTMAX") ? SOFTMAX : ActivationFunction.SIGMOID));
    List<String> outputs = List.of("atelectasis", "effusion", "pneumonia");
    RunFolder folder = imported(network, Preparation.Values.UNIT, outputs);
    float[] image = GoldenInput.of(Shape.of(4, 3, 1), Preparation.Values.STANDARDISED);
    float[] theirs = network.predict(image);
    for (int unit = 0; unit < 3; unit++) {
      Classifier classifier = Classifier.of(folder, Optional.of(outputs.get(unit)));
      float logit = classifier.logit("golden", image);
      assertThat(1 / (1 + Math.exp(-logit))).isCloseTo(theirs[unit], within(1e-6));
      // What is explained is the class's own number before the sigmoid or the softmax.
      assertThat(classifier.network().logits(image)[0])
          .isCloseTo(network.logits(image)[unit], within(1e-6f));
      assertThat(classifier.classes().negative()).isEqualTo("not " + outputs.get(unit));
    }
    assertThat(Classifier.of(folder).classes().positive()).isEqualTo("effusion");
    assertThatThrownBy(() -> Classifier.of(folder, Optional.of("hernia")))
        .hasMessageContaining(
            "has no class 'hernia' to be asked about; there are 'atelectasis', 'effusion',");
  }

  @Test
  void ofTwoThatShareASoftmaxEachCanBeAsked() throws IOException {
    Network network = network(new Flatten(), Dense.of(2, SOFTMAX));
    RunFolder folder = imported(network, Preparation.Values.UNIT, List.of("effusion", "normal"));
    float[] image = GoldenInput.of(Shape.of(4, 3, 1), Preparation.Values.STANDARDISED);
    float[] theirs = network.predict(image);
    for (int unit = 0; unit < 2; unit++) {
      String name = List.of("effusion", "normal").get(unit);
      Classifier classifier = Classifier.of(folder, Optional.of(name));
      assertThat(classifier.shared()).isEmpty();
      assertThat(classifier.network().predict(image)[0]).isCloseTo(theirs[unit], within(1e-6f));
    }
  }

  static List<Network> others() {
    return List.of(
        network(new Flatten(), Dense.of(10, SOFTMAX)),
        network(new Flatten(), Dense.of(2, ActivationFunction.SIGMOID)),
        network(new Flatten(), Dense.of(1, ActivationFunction.TANH)),
        network(new Flatten(), Dense.of(1, ActivationFunction.RELU), new Activation(LINEAR)),
        network(new Activation(SOFTMAX)),
        network(new Flatten(), new Activation(SOFTMAX)),
        network(Shape.of(4, 3, 2), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID)));
  }

  @ParameterizedTest
  @MethodSource("others")
  void aNetworkThatAnswersAnotherQuestionIsNotAsked(Network network) throws IOException {
    assertThat(Classifier.asked(network)).isEqualTo(Optional.empty());
    RunFolder folder = imported(network, Preparation.Values.UNIT);
    assertThatThrownBy(() -> Classifier.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("should make one probability (by a sigmoid, as a logit, or two by a")
        .hasMessageContaining("but its last layer, '");
  }

  @Test
  void aNetworkOfThreeChannelsSeesTheSameGrayInEach() {
    Network network =
        network(Shape.of(1, 2, 3), new Flatten(), Dense.of(1, ActivationFunction.SIGMOID));
    Classifier classifier =
        new Classifier(
            network,
            new Preparation(1, 2, Preparation.Values.UNIT),
            new Classes("effusion", "normal"));
    assertThat(classifier.input(new float[] {0.25f, 0.5f}))
        .containsExactly(0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0.5f);
  }

  @Test
  void aModelThatBringsGraysToAScaleItselfProbablyWantsThemAsTheyAre() {
    Dense end = Dense.of(1, ActivationFunction.SIGMOID);
    assertThat(Importing.probableValues(network(new Rescaling(1 / 255.0, 0), new Flatten(), end)))
        .isEqualTo(Preparation.Values.BYTES);
    assertThat(Importing.probableValues(network(new Flatten(), end)))
        .isEqualTo(Preparation.Values.STANDARDISED);
  }

  @Test
  void theGoldenInputIsTheFormulaThatItsPythonSays() {
    // 137 * 8 mod 1009 = 87; 87 / 504 - 1 = -0.82738...
    float[] input = GoldenInput.of(Shape.of(3, 3, 1), Preparation.Values.STANDARDISED);
    assertThat(input).hasSize(9);
    assertThat(input[0]).isEqualTo(-1f);
    assertThat(input[8]).isEqualTo((float) (87 / 504.0 - 1));
    assertThat(GoldenInput.python(Shape.of(3, 3, 1), Preparation.Values.STANDARDISED))
        .isEqualTo("(np.arange(9) * 137 % 1009 / 504 - 1).astype('float32').reshape(1, 3, 3, 1)");
    // For bytes 87 / 1008 * 255, and the largest k, 1008, becomes 255.
    float[] bytes = GoldenInput.of(Shape.of(64, 64, 1), Preparation.Values.BYTES);
    assertThat(bytes[8]).isEqualTo((float) (87 / 1008.0 * 255));
    assertThat(bytes).contains(0f, 255f);
    assertThat(GoldenInput.python(Shape.of(2, 2, 3), Preparation.Values.BYTES))
        .isEqualTo(
            "(np.arange(12) * 137 % 1009 / 1008 * 255).astype('float32').reshape(1, 2, 2, 3)");
  }
}
