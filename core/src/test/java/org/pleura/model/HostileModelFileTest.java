package org.pleura.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Add;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Dropout;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.ZeroPadding2D;

/** Files that are no model, ask for what Pleura does not compute, or mean harm. */
class HostileModelFileTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Not a bound on speed: what used to hang took hours. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aGoodFile() throws IOException {
    file = folder.resolve("model.keras");
    Graph graph =
        Graph.sequential(
            Shape.of(8, 8, 1),
            Conv2D.of(2, 3),
            BatchNormalization.defaults(),
            new Activation(new ActivationFunction.Relu(6f, 0.5f)),
            MaxPooling2D.of(2),
            new GlobalAveragePooling2D(),
            new Dropout(0.5),
            Dense.of(1, ActivationFunction.SIGMOID));
    ModelFile.write(file, ModelFileTest.network(graph));
    assertThat(ModelFile.read(file).network().graph().nodes()).hasSize(7);
  }

  /**
   * Layers: 0 input, 1 convolution, 2 normalisation, 3 relu, 4 pooling, 5 average, 6 dropout, 7
   * dense.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | groups              | 2               | layer 'conv2d' (Conv2D): option groups is 2",
        "1 | padding             | \"causal\"      | option padding is \"causal\", but Pleura reads"
            + " valid or same",
        "1 | data_format         | \"channels_first\" | but Pleura reads channels_last",
        "1 | activation          | \"gelu\"        | option activation is \"gelu\"",
        "1 | kernel_size         | [3, 3, 3]       | but Pleura reads two whole numbers",
        "1 | kernel_size         | [3, -1]         | two whole numbers above 0",
        "1 | filters             | 2.5             | but Pleura reads a whole number",
        "1 | filters             | 0               | needs at least one filter",
        "1 | filters             | 2147483647      | layer 'conv2d'",
        "1 | dtype               | \"float16\"     | option dtype is float16, but Pleura reads"
            + " float32",
        "1 | something_new       | true            | option something_new is true",
        "1 | kernel_size         | [9, 9]          | does not fit",
        "2 | axis                | 1               | option axis is 1",
        "2 | renorm              | true            | layer 'batch_normalization'"
            + " (BatchNormalization): option renorm is true",
        "2 | epsilon             | \"small\"       | but Pleura reads a number",
        "3 | threshold           | 1.0             | option threshold is 1.0",
        "4 | strides             | null            | option strides is null",
        "5 | keepdims            | true            | option keepdims is true",
        "6 | rate                | 1.5             | Dropout needs a rate",
        "6 | noise_shape         | [1, 2]          | option noise_shape is [1,2]",
        "7 | use_bias            | 1               | but Pleura reads true or false",
        "7 | units               | 3               | dense/kernel must be float32 of shape [2, 3]"
      })
  void anOptionPleuraDoesNotComputeIsRefusedByName(
      int layer, String option, String value, String message) throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/" + layer + "/config"))
        .set(option, MAPPER.readTree(value));
    rewrite(config);

    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/config/layers/1          | class_name    | \"Conv3D\"   | layer 'conv2d' is a Conv3D,"
            + " which Pleura does not compute",
        "/config/layers/1          | name          | \"\"         | has no name",
        "/config/layers/1          | inbound_nodes | []           | is called 0 times",
        "/config/layers/1/inbound_nodes/0 | kwargs | {\"training\": true} | arguments of its own",
        "/config/layers/1/inbound_nodes/0 | args   | [3]          | something other than the one"
            + " output",
        "/config/layers/0/config   | batch_shape   | [null, null, 8, 1] | inputs of fixed size",
        "/config/layers/0/config   | batch_shape   | [null, 2000000000, 2000000000, 2000000000] |"
            + " input 'input_layer'",
        "/config                   | layers        | []           | input_layers is",
        "/config                   | output_layers | [\"conv2d\", 0, 0] | one output, which is the"
            + " last layer",
        "/config/layers/1          | registered_name | \"my>Conv2D\" | layer 'conv2d' is a Conv2D"
            + " of its own (my>Conv2D)",
        "/config/layers/1          | module        | \"__main__\" | layer 'conv2d' is a Conv2D of"
            + " its own (__main__)",
        "/config/layers/1          | class_name    | \"Functional\" | is a model within the model"
            + " (Functional)",
        "/config/layers/1          | class_name    | \"TrueDivide\" | such as Rescaling(1/255) for"
            + " a division by 255",
        "/config/layers/0/config   | dtype         | \"uint8\"    | (InputLayer): option dtype is"
            + " uint8, but Pleura reads float32",
        "/config/layers/0/config   | sparse        | true         | (InputLayer): option sparse is"
            + " true",
        "/config/layers/0/config   | batch_shape   | null         | the model has no input of known"
            + " shape; build it in Keras",
        "''                        | registered_name | \"my>Functional\" | the model is a"
            + " Functional of its own",
        "''                        | class_name    | \"MyModel\"  | the model is a MyModel",
        "''                        | config        | 7            | input_layers is"
      })
  void aGraphPleuraDoesNotComputeIsRefused(String place, String key, String value, String message)
      throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at(place)).set(key, MAPPER.readTree(value));
    rewrite(config);

    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anActivationOfAStrangerIsRefusedWithinALayerToo() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/1/config"))
        .set(
            "activation",
            MAPPER.readTree(
                """
                {"module": "my", "class_name": "ReLU", "registered_name": "my>ReLU", "config": {}}
                """));
    rewrite(config);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("option activation is a ReLU of its own (my>ReLU)");
  }

  @Test
  void severalUnknownLayersAreAllNamed() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/2")).put("class_name", "Reshape");
    ((ObjectNode) config.at("/config/layers/3")).put("class_name", "LSTM");
    rewrite(config);
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("is a Reshape, which Pleura does not compute; it computes Conv2D,")
        .hasMessageContaining("; nor does it LSTM");
  }

  @Test
  void aLayerThatOnlyVariesTrainingImagesBecomesNothing() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/6")).put("class_name", "SpatialDropout2D");
    rewrite(config);
    SavedModel saved = ModelFile.read(file);
    assertThat(saved.network().graph().nodes().get(5).layer())
        .isEqualTo(new Activation(ActivationFunction.LINEAR));
    assertThat(saved.notes())
        .containsExactly(
            "layer 'dropout' (SpatialDropout2D) does nothing outside training and becomes an"
                + " Activation, linear");
  }

  @Test
  void aLayerThatLeadsNowhereIsRefused() throws IOException {
    ObjectNode config = config();
    // The dense layer reads the average itself; the dropout between is read by nobody.
    ((ObjectNode) config.at("/config/layers/7"))
        .set("inbound_nodes", config.at("/config/layers/6/inbound_nodes"));
    rewrite(config);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("layer 'dropout' does not lead to the output");
  }

  @Test
  void aSmallFileCannotAskForMuchMemoryPerImage() throws IOException {
    // 688 bytes that asked for 4 GB: zeros around an image.
    Graph graph =
        Graph.sequential(
            Shape.of(8, 8, 1),
            new ZeroPadding2D(2, 2, 2, 2),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    ModelFile.write(file, ModelFileTest.network(graph));
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/1/config"))
        .set("padding", MAPPER.readTree("[[8000, 8000], [8000, 8000]]"));
    rewrite(config);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("one image would take");
  }

  @Test
  void aSmallFileCannotAskForManyInputs() throws IOException {
    Graph.Builder graph = Graph.builder(Shape.of(2));
    String sum = graph.add(new Add(), graph.input(), graph.input());
    graph.add(Dense.of(1, ActivationFunction.SIGMOID), sum);
    ModelFile.write(file, ModelFileTest.network(graph.build()));
    ObjectNode config = config();
    ArrayNode tensors = (ArrayNode) config.at("/config/layers/1/inbound_nodes/0/args/0");
    while (tensors.size() < 25_000) {
      tensors.add(tensors.get(0));
    }
    rewrite(config);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("more than 20000 inputs together");
  }

  @Test
  void aChangedByteInAWeightIsNoticedByTheChecksum() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    // The entries are not compressed: a byte in the middle of the last one is in an array.
    bytes[bytes.length - 600] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("entry model.weights.h5 is damaged: its checksum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"mse\" | false",
        "\"binary_crossentropy\" | true",
        "{\"class_name\": \"BinaryCrossentropy\", \"config\": {\"from_logits\": false}} | true",
        "{\"class_name\": \"BinaryCrossentropy\", \"config\": {\"from_logits\": true}} | false",
        "{\"class_name\": \"BinaryCrossentropy\", \"config\": {\"label_smoothing\": 0.1}} | true",
        "{\"class_name\": \"BinaryCrossentropy\", \"config\": {\"label_smoothing\": 1}} | false",
        "{\"class_name\": \"function\", \"config\": \"my_loss\"} | false"
      })
  void anotherLossIsNotTakenForPleuras(String loss, boolean kept) throws IOException {
    Files.copy(
        KerasNumbers.FOLDER.resolve("tiny_adam.keras"), file, StandardCopyOption.REPLACE_EXISTING);
    ObjectNode config = config();
    ((ObjectNode) config.path("compile_config")).set("loss", MAPPER.readTree(loss));
    rewrite(config);
    SavedModel saved = ModelFile.read(file);
    assertThat(saved.optimization().isPresent()).isEqualTo(kept);
    assertThat(String.join("", saved.notes()).contains("its loss and its optimiser are left out"))
        .isEqualTo(!kept);
  }

  @Test
  void whatChangesOnlyTrainingIsLeftOutWithANote() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/1/config"))
        .set("kernel_regularizer", MAPPER.readTree("{\"class_name\": \"L2\", \"config\": {}}"));
    ((ObjectNode) config.at("/config/layers/7/config")).put("trainable", false);
    rewrite(config);

    assertThat(ModelFile.read(file).notes())
        .containsExactly(
            "layer 'conv2d' (Conv2D) has kernel_regularizer = L2, which further training will not"
                + " apply",
            "layers are frozen (trainable = false), 1 of 7, 'dense' the first, which further"
                + " training will not respect");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class_name | \"RMSprop\" | '' | optimiser, RMSprop, is left out: Pleura has Adam, AdamW"
            + " and SGD",
        "amsgrad | true | config | optimiser, Adam, is left out: Pleura has no option amsgrad",
        "clipnorm | 1.0 | config | optimiser, Adam, is left out: Pleura has no option clipnorm",
        "beta_1 | 1.0 | config | optimiser, Adam, is left out: Adam needs",
        "learning_rate | {} | config | optimiser, Adam, is left out: its learning rate is a"
            + " schedule",
        "registered_name | \"my>Adam\" | '' | optimiser, Adam, is left out, which is not that of"
            + " Keras"
      })
  void anOptimiserPleuraDoesNotHaveIsLeftOutWithANote(
      String key, String value, String place, String note) throws IOException {
    Files.copy(
        KerasNumbers.FOLDER.resolve("tiny_adam.keras"), file, StandardCopyOption.REPLACE_EXISTING);
    ObjectNode config = config();
    String optimizer = "/compile_config/optimizer" + (place.isEmpty() ? "" : "/" + place);
    ((ObjectNode) config.at(optimizer)).set(key, MAPPER.readTree(value));
    rewrite(config);

    SavedModel saved = ModelFile.read(file);

    assertThat(saved.optimization()).isEmpty();
    assertThat(saved.notes()).singleElement().asString().contains(note);
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() throws IOException {
    assertThatThrownBy(() -> ModelFile.read(folder.resolve("none.keras")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.keras");

    Files.write(file, "no zip".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("this is no model of Keras");

    Files.write(file, new byte[] {'P', 'K', 3, 4, 0});
    assertThatThrownBy(() -> ModelFile.read(file)).hasMessageContaining("cut short or damaged");
    assertThatThrownBy(() -> ModelFile.read(folder)).hasMessageContaining("is a folder, but");

    Files.write(file, new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0});
    assertThatThrownBy(() -> ModelFile.read(file)).hasMessageContaining("are cut short");
  }

  @Test
  void aModelOfKeras2IsRefusedWithAdvice() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.put(
        "metadata.json", "{\"keras_version\": \"2.15.0\"}".getBytes(StandardCharsets.UTF_8));
    zip(entries);

    assertThatThrownBy(() -> ModelFile.read(file))
        .hasMessageContaining("keras_version is '2.15.0'; load it in Keras 3 and save it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.json", "config.json", "model.weights.h5"})
  void aMissingEntryIsNamed(String entry) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.remove(entry);
    zip(entries);

    assertThatThrownBy(() -> ModelFile.read(file)).hasMessageContaining("has no entry " + entry);
  }

  @Test
  void aZipBombIsRefusedBeforeItIsUnpacked() throws IOException {
    // 64 MB of zeros become 64 KB in the zip: a thousand times less.
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.put("model.weights.h5", new byte[64 << 20]);
    zip(entries);

    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("entry model.weights.h5 is larger than the 16777216 bytes");
  }

  @Test
  void aSmallFileCannotAskForManyWeights() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/7/config")).put("units", 50_000_000);
    rewrite(config);

    // Without the check of the size, 600 MB would be asked for: 3 x 50,000,000 weights.
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("weights of 4 bytes, but the HDF5 data have only");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.put("config.json", "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
    zip(entries);

    assertThatThrownBy(() -> ModelFile.read(file)).hasMessageContaining("config.json is not JSON");
  }

  @Test
  void aZipBombWhoseDirectoryLiesIsRefusedToo() throws IOException {
    // 64 MB of zeros, and a directory that says they were packed into 8 MB.
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.put("model.weights.h5", new byte[64 << 20]);
    zip(entries);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < bytes.length; at++) {
      if (zip.getInt(at) == 0x02014b50 && zip.getInt(at + 24) == 64 << 20) {
        zip.putInt(at + 20, 8_000_000);
      }
    }
    Files.write(file, bytes);

    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void manyPhasesOfALargeKernelAreReadQuickly() throws IOException {
    // Every stride took one walk over the whole kernel: hours for a file of a few kilobytes.
    Graph graph =
        Graph.sequential(
            Shape.of(250, 250, 1),
            Conv2D.of(1, 150).withStrides(250),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    ModelFile.write(file, ModelFileTest.network(graph));
    Network network = assertTimeoutPreemptively(MINUTE, () -> ModelFile.read(file)).network();
    assertThat(network.logits(new float[250 * 250])).hasSize(1);
  }

  @Test
  void aModelNobodyHasTimeForIsRefused() throws IOException {
    ObjectNode config = config();
    ((ObjectNode) config.at("/config/layers/0/config"))
        .set("batch_shape", MAPPER.readTree("[null, 4096, 4096, 1]"));
    ((ObjectNode) config.at("/config/layers/1/config")).put("filters", 8);
    ((ObjectNode) config.at("/config/layers/4/config"))
        .set("pool_size", MAPPER.readTree("[999, 999]"));
    ((ObjectNode) config.at("/config/layers/4/config")).set("strides", MAPPER.readTree("[1, 1]"));
    rewrite(config);

    // 3098 x 3098 x 8 maxima of 999 x 999 numbers: 8e13 steps.
    assertThatThrownBy(() -> assertTimeoutPreemptively(MINUTE, () -> ModelFile.read(file)))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("one image would take");
  }

  @Test
  void aWeightThatIsNoNumberIsNamed() throws IOException {
    Graph graph = Graph.sequential(Shape.of(2), Dense.of(1, ActivationFunction.SIGMOID));
    ModelFile.write(file, Network.of(graph, new float[] {1, Float.NaN, 0}));
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(UnreadableModelException.class)
        .hasMessageContaining("dense/kernel holds NaN");
  }

  @Test
  void aDamagedFileIsAnErrorAndNothingWorse() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    byte[] good = entries.get("model.weights.h5");
    Random random = new Random(11);
    for (int trial = 0; trial < 100; trial++) {
      int left = random.nextInt(good.length);
      entries.put("model.weights.h5", Arrays.copyOf(good, left));
      zip(entries);
      assertThat(catchThrowable(() -> ModelFile.read(file)))
          .as("cut to %d of %d bytes", left, good.length)
          .isInstanceOf(UnreadableModelException.class);
    }
    assertThat(new String(good, StandardCharsets.ISO_8859_1))
        .as("a file is the same on every machine")
        .doesNotContain(System.getProperty("os.name"));
    int refused = 0;
    for (int trial = 0; trial < 400; trial++) {
      byte[] bad = good.clone();
      for (int hit = 0; hit < 3; hit++) {
        // Near the beginning is the structure; a hit on a number inside an array is not noticed.
        int most = trial % 2 == 0 ? 1024 : bad.length;
        bad[random.nextInt(most)] = (byte) random.nextInt(256);
      }
      entries.put("model.weights.h5", bad);
      zip(entries);
      Throwable thrown =
          catchThrowable(() -> assertTimeoutPreemptively(MINUTE, () -> ModelFile.read(file)));
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(UnreadableModelException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(60);
  }

  private ObjectNode config() throws IOException {
    return (ObjectNode) MAPPER.readTree(KerasArchive.read(file).get("config.json"));
  }

  private void rewrite(ObjectNode config) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(KerasArchive.read(file));
    entries.put("config.json", MAPPER.writeValueAsBytes(config));
    zip(entries);
  }

  private void zip(Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.copyOf(entries.keySet())) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(entries.get(name));
        zip.closeEntry();
      }
    }
  }
}
