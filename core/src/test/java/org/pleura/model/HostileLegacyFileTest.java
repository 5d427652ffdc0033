package org.pleura.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Dense;
import org.pleura.nn.Flatten;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/** HDF5 files that are no model, ask for what Pleura does not compute, or mean harm. */
class HostileLegacyFileTest {
  /** Not a bound on speed: what hangs takes hours. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aPlace() {
    file = folder.resolve("model.h5");
  }

  /** Files by h5py: one as Keras 3 makes them, two as Keras 2 did. */
  @ParameterizedTest
  @ValueSource(strings = {"mobilenet", "keras2_residual", "keras2_cut_lists"})
  void aDamagedFileIsAnErrorAndNothingWorse(String name) throws IOException {
    byte[] good = Files.readAllBytes(KerasNumbers.FOLDER.resolve(name + ".h5"));
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      Files.write(file, damaged(good, random));
      Throwable thrown =
          catchThrowable(() -> assertTimeoutPreemptively(MINUTE, () -> ModelFile.read(file)));
      if (thrown != null) {
        assertThat(thrown).as("trial %d", trial).isInstanceOf(UnreadableModelException.class);
        refused++;
      }
    }
    // A hit on a number inside an array cannot be noticed.
    assertThat(refused).isBetween(100, 300);
  }

  /** Cut off, or with up to four places where there are other bytes or a very large number. */
  private static byte[] damaged(byte[] good, Random random) {
    byte[] bad =
        random.nextInt(5) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
    int hits = bad.length < 8 ? 0 : 1 + random.nextInt(4);
    for (int hit = 0; hit < hits; hit++) {
      // The structure is mostly near the beginning.
      int at = random.nextInt(random.nextBoolean() ? Math.min(4096, bad.length) : bad.length);
      int length = random.nextInt(9);
      for (int i = at; i < Math.min(at + length, bad.length); i++) {
        bad[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
      }
    }
    return bad;
  }

  /** Writes a model_config and, for each array named, three numbers. */
  private void write(String config, String... arrays) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", "2.15.0");
      hdf.putAttribute("model_config", config);
      WritableGroup layer = hdf.putGroup("model_weights").putGroup("dense");
      layer.putAttribute("weight_names", arrays);
      for (String array : arrays) {
        layer.putDataset(array, new float[] {1, 2, 3});
      }
      layer.putDataset("last", 0f);
    }
  }

  private static String dense(String options, String inbound) {
    return """
        {"class_name": "Functional", "config": {"layers": [
          {"class_name": "InputLayer", "name": "in", "inbound_nodes": [],
           "config": {"batch_input_shape": [null, 3], "name": "in"}},
          {"class_name": "Dense", "name": "dense", "inbound_nodes": %s,
           "config": {"name": "dense", %s}}],
         "input_layers": [["in", 0, 0]], "output_layers": [["dense", 0, 0]]}}
        """
        .formatted(inbound, options);
  }

  private static final String ONE_UNIT =
      "\"units\": 1, \"use_bias\": false, \"activation\": \"sigmoid\"";
  private static final String FROM_INPUT = "[[[\"in\", 0, 0, {}]]]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[[\"dense\", 0, 0, {}]]] | layer 'dense' reads 'dense', which is not an earlier layer",
        "[[[\"in\", 0, 1, {}]]] | reads something other than the one output of a layer",
        "[[[\"in\", 0, 0, {\"training\": true}]]] | is called with arguments of its own",
        "[[[\"in\", 0, 0, {}]], [[\"in\", 0, 0, {}]]] | is called 2 times",
        "[[7]] | reads something other than the one output of a layer",
        "{} | is called 0 times"
      })
  void aGraphThatGoesInCirclesOrElsewhereIsRefused(String inbound, String message) {
    write(dense(ONE_UNIT, inbound), "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void anArrayOfAnotherShapeIsRefused() {
    write(dense(ONE_UNIT, FROM_INPUT), "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("dense/kernel must be float32 of shape [3, 1]")
        .hasMessageContaining("of shape [3]");
  }

  @Test
  void aLayerWithTooFewArraysIsRefused() {
    write(dense("\"units\": 1, \"use_bias\": true", FROM_INPUT), "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("layer 'dense' (Dense) needs [kernel, bias]")
        .hasMessageContaining("the HDF5 data have [kernel:0]");
  }

  @Test
  void aSmallFileCannotAskForManyWeights() {
    // Without the check of the file's size, 600 MB would be asked for.
    write(dense("\"units\": 50000000, \"use_bias\": false", FROM_INPUT), "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("weights of 4 bytes, but the HDF5 data have only");
  }

  @Test
  void deepNestingIsRefused() {
    write("[".repeat(50_000), "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("attribute model_config is not JSON");
  }

  @Test
  void aPythonFunctionInAFileIsNeverRun() {
    // Keras 2 keeps a Lambda as marshalled bytecode.
    write(
        dense(ONE_UNIT, FROM_INPUT)
            .replace("\"class_name\": \"Dense\"", "\"class_name\": \"Lambda\""),
        "kernel:0");
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining(
            "layer 'dense' is a Lambda, which Pleura does not compute; it computes");
  }

  @Test
  void weightsAloneAreNoModel() {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("keras_version", "3.15.1");
      hdf.putGroup("layers").putDataset("last", 0f);
    }
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("no attribute model_config, so they hold weights at most");
  }

  /** By tools/oracle/hostile_files.py. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "external_link | no group /model_weights/dense",
        "soft_link | no group /model_weights/dense",
        "circular_link | no group /model_weights/dense",
        "group_in_itself | no array /model_weights/dense/dense/dense",
        "external_storage | damaged or use what Keras does not",
        "virtual | damaged or use what Keras does not",
        "compressed | stored without compression, but the HDF5 data have float (CHUNKED)",
        "empty | must be float32 of shape [3, 1]"
      })
  void whatPointsElsewhereInsteadOfHoldingItsArraysIsNotFollowed(String name, String message) {
    Path hostile = Path.of("src/test/resources/hostile", name + ".h5");
    assertThatThrownBy(() -> assertTimeoutPreemptively(MINUTE, () -> ModelFile.read(hostile)))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining(message)
        .message()
        .hasSizeLessThan(700);
  }

  @Test
  void namesThatKerasWritesAsIfTheyWereAsciiAreRead() throws IOException {
    Network network =
        ModelFile.read(Path.of("src/test/resources/hostile/beyond_ascii.h5")).network();
    assertThat(network.graph().nodes().get(0).name()).isEqualTo("gr\u00f6\u00dfe");
    assertThat(network.weights()).containsExactly(1, 2, 3);
  }

  @Test
  void aDescriptionTooLongForAnAttributeIsRefusedBeforeItHarmsTheFile() throws IOException {
    // At 60,008 bytes jHDF would write a file that nobody can read, and say nothing.
    Graph.Builder graph = Graph.builder(Shape.of(3));
    String last = graph.input();
    for (int i = 0; i < 400; i++) {
      last = graph.add(new Activation(ActivationFunction.RELU), last);
    }
    Network deep = Network.of(graph.build(), new float[0]);
    assertThatThrownBy(() -> ModelFile.writeLegacy(file, deep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an HDF5 file can hold 59000 there; write a .keras file");
    assertThat(file).doesNotExist();

    // The longest that is written is read again.
    int longest = 0;
    for (int layers = 350; longest == 0; layers--) {
      Network network = chain(layers);
      if (LegacyConfig.write(network.graph()).toString().length() <= 59_000) {
        longest = layers;
        ModelFile.writeLegacy(file, network);
      }
    }
    assertThat(longest).isGreaterThan(150);
    assertThat(ModelFile.read(file).network().graph().nodes()).hasSize(longest);
  }

  @Test
  void aNameTooLongForAGroupIsRefusedBeforeItHarmsTheFile() throws IOException {
    // With 255 bytes jHDF would write a link that nobody can follow, and say nothing.
    assertThatThrownBy(() -> ModelFile.writeLegacy(file, named("n".repeat(255))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has at most 200 bytes");
    assertThatThrownBy(() -> ModelFile.writeLegacy(file, named(".")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
    ModelFile.writeLegacy(file, named("n".repeat(200)));
    assertThat(ModelFile.read(file).network().graph().nodes().get(0).name()).hasSize(200);
  }

  private static Network named(String name) {
    Graph graph =
        Graph.of(
            "in",
            Shape.of(3),
            List.of(new Graph.Node(name, Dense.of(1, ActivationFunction.SIGMOID), List.of("in"))));
    return Network.of(graph, new float[] {1, 2, 3, 4});
  }

  @Test
  void aListOfNamesTooLongForOneAttributeIsWrittenInParts() throws IOException {
    // All names of an attribute take the room of the longest: 120 of 200 bytes are 24,000 bytes
    // in one, so 400 of 200 are two of them. Their description alone would be too long, so this is
    // asked of the attribute itself.
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      names.add("n".repeat(196) + i);
    }
    byte[] written =
        Hdf5.written(
            folder.resolve("part"),
            hdf -> {
              WritableGroup group = hdf.putGroup("group");
              Hdf5.putTexts(group, "names", names);
              group.putDataset("last", 0f);
            });
    List<String> read = Hdf5.open(written, hdf -> Hdf5.texts(Hdf5.group(hdf, "group"), "names"));
    assertThat(read).isEqualTo(names);
  }

  private static Network chain(int layers) {
    List<Flatten> chain = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      chain.add(new Flatten());
    }
    return Network.of(Graph.sequential(Shape.of(3), chain.toArray(new Flatten[0])), new float[0]);
  }
}
