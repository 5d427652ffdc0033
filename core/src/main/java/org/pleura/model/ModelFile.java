package org.pleura.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.train.Optimizer;

/**
 * A network as a file of Keras: Keras opens what is written here with {@code
 * keras.models.load_model}, and what Keras saved is read here. The format is {@code .keras}, Keras
 * 3's own; HDF5 files of Keras 2 are read, and written for those who need them.
 *
 * <pre>{@code
 * ModelFile.write(Path.of("model.keras"), network);
 * Network again = ModelFile.read(Path.of("model.keras")).network();
 * }</pre>
 *
 * <p>A file that is read back gives the same graph and the same bits, and equal networks give equal
 * files.
 */
public final class ModelFile {
  /** The version whose format is written. */
  private static final String KERAS_VERSION = "3.15.1";

  private static final JsonMapper MAPPER = new JsonMapper();

  private ModelFile() {}

  /**
   * Writes a model file whole or not at all: under a temporary name first, then renamed. A file
   * already there is replaced.
   *
   * @param file where; its name should end in {@code .keras}, or Keras will not open it
   * @param network the network
   * @throws IllegalArgumentException if Keras cannot have such a graph: a layer leads nowhere, or
   *     its name holds a slash
   * @throws IOException if the file cannot be written; one that was there before is unharmed
   */
  public static void write(Path file, Network network) throws IOException {
    write(file, network, Optional.empty());
  }

  /**
   * Writes a model file together with where its training stands, so that Keras can go on training:
   * compiled with binary cross-entropy (of smoothed labels, if so), this optimiser and the metric
   * accuracy. Otherwise as {@link #write(Path, Network)}.
   *
   * @param file where
   * @param network the network
   * @param optimization where its training stands
   * @throws IllegalArgumentException also if a slot has not as many numbers as there are weights
   * @throws IOException if the file cannot be written; one that was there before is unharmed
   */
  public static void write(Path file, Network network, Optimization optimization)
      throws IOException {
    for (int slot = 0; slot < optimization.state().slotCount(); slot++) {
      int numbers = optimization.state().slot(slot).length;
      if (numbers != network.graph().parameterCount()) {
        throw new IllegalArgumentException(
            "slot "
                + slot
                + " of the optimiser has "
                + numbers
                + " numbers, but the network has "
                + network.graph().parameterCount()
                + " weights");
      }
    }
    write(file, network, Optional.of(optimization));
  }

  private static void write(Path file, Network network, Optional<Optimization> optimization)
      throws IOException {
    check(network.graph());
    ObjectNode config = ModelConfig.write(network.graph());
    if (optimization.isPresent()) {
      config.set(
          "compile_config",
          OptimizerConfig.write(
              optimization.get().optimizer(), optimization.get().labelSmoothing()));
    }
    byte[] weights =
        Hdf5.written(part(file, ".h5"), hdf -> WeightsFile.put(hdf, network, optimization));
    ObjectNode metadata = MAPPER.createObjectNode();
    metadata.put("keras_version", KERAS_VERSION).put("written_by", "Pleura");
    byte[] described = MAPPER.writeValueAsBytes(config);
    if (described.length > KerasArchive.MOST_TEXT) {
      throw new IllegalArgumentException(
          "the description of the layers takes "
              + described.length
              + " bytes, more than the "
              + KerasArchive.MOST_TEXT
              + " that are read again");
    }
    byte[] version = MAPPER.writeValueAsBytes(metadata);
    writeWhole(file, out -> KerasArchive.write(out, version, described, weights));
  }

  /**
   * Writes a model as one HDF5 file, the format of Keras 2 that Keras 3 opens too: the network
   * alone, whole or not at all. Nothing says where its training stands.
   *
   * @param file where; its name should end in {@code .h5} or {@code .hdf5}, or Keras will not open
   *     it
   * @param network the network
   * @throws IllegalArgumentException as {@link #write(Path, Network)}, or if there are so many
   *     layers that their description, of 59,000 bytes at most, does not fit: a ResNet-50 does, a
   *     DenseNet-121 does not
   * @throws IOException if the file cannot be written; one that was there before is unharmed
   */
  public static void writeLegacy(Path file, Network network) throws IOException {
    check(network.graph());
    String config = LegacyFile.config(network.graph());
    byte[] written = Hdf5.written(part(file, ".h5"), hdf -> LegacyFile.put(hdf, config, network));
    // jHDF has been seen to write files that cannot be read, without a word.
    Network again = LegacyFile.read(written).network();
    if (!again.fingerprint().equals(network.fingerprint())) {
      throw new IOException(file + " could not be written as HDF5; write a .keras file.");
    }
    writeWhole(file, out -> out.write(written));
  }

  /** Not a name of Files.createTempFile: what that makes, nobody else may read. */
  private static Path part(Path file, String kind) {
    return file.resolveSibling("." + file.getFileName() + kind + ".part");
  }

  /** What goes into a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  static void writeWhole(Path file, Content content) throws IOException {
    Path part = part(file, "");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        content.writeTo(out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void check(Graph graph) {
    List<Graph.Node> leading = KerasOrder.of(graph);
    for (Graph.Node node : graph.nodes()) {
      if (!leading.contains(node)) {
        throw new IllegalArgumentException(
            "layer '" + node.name() + "' does not lead to the output, so Keras would not keep it");
      }
      if (node.name().isEmpty() || node.name().contains("/")) {
        throw new IllegalArgumentException(
            "Keras does not allow the layer name '" + node.name() + "': no slash, not empty");
      }
    }
  }

  /**
   * Reads a model that Keras or Pleura saved.
   *
   * @param file a {@code .keras} file, or an HDF5 file ({@code .h5}, {@code .hdf5}) with a whole
   *     model of Keras 2 or 3; what it is, its first bytes say, not its name
   * @return the network, and notes on what was left out
   * @throws UnreadableModelException if it is no such file, is damaged, or asks for something
   *     Pleura does not compute; the message names the file, and the layer, class and option
   * @throws IOException if it cannot be read at all
   */
  public static SavedModel read(Path file) throws IOException {
    return read(file, true);
  }

  /**
   * Reads a network alone. The optimiser's state, of Adam two thirds of the numbers in a {@code
   * .keras} file, is not looked at, so damage there goes unseen.
   *
   * @param file as for {@link #read}
   * @return the network
   * @throws UnreadableModelException as {@link #read}, the optimiser's state aside
   * @throws IOException if it cannot be read at all
   */
  public static Network readNetwork(Path file) throws IOException {
    return read(file, false).network();
  }

  private static SavedModel read(Path file, boolean withOptimization) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UnreadableModelException(
          file
              + " is a folder, but a model is one file; of TensorFlow's SavedModel nothing is read:"
              + " save with model.save(\"model.keras\").");
    }
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "expected a model file");
    }
    try {
      SavedModel saved =
          beginsAsHdf5(file) ? LegacyFile.read(bytes(file)) : readArchive(file, withOptimization);
      List<String> notes = saved.notes().stream().map(ModelFile::shortened).toList();
      return new SavedModel(saved.network(), saved.optimization(), saved.kerasVersion(), notes);
    } catch (UnreadableModelException e) {
      throw new UnreadableModelException(
          file + ": " + shortened(String.valueOf(e.getMessage())) + ".", e);
    }
  }

  /** The names in a message are the file's, which may have made them as long as it liked. */
  private static String shortened(String message) {
    int longest = 600;
    return message.length() <= longest
        ? message
        : message.substring(0, longest - 200) + " ... " + message.substring(message.length() - 100);
  }

  private static boolean beginsAsHdf5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Superblock.begins(in.readNBytes(16));
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > KerasArchive.MOST_WEIGHTS) {
      throw new UnreadableModelException(
          "the file has more than the " + KerasArchive.MOST_WEIGHTS + " bytes that Pleura reads");
    }
    return Files.readAllBytes(file);
  }

  private static SavedModel readArchive(Path file, boolean withOptimization) throws IOException {
    Map<String, byte[]> entries = KerasArchive.read(file);
    String version = json(entries, KerasArchive.METADATA).path("keras_version").asText("");
    if (!version.startsWith("3.")) {
      throw new UnreadableModelException(
          "expected a model saved by Keras 3, but keras_version is '"
              + version
              + "'; load it in Keras 3 and save it again");
    }
    JsonNode config = json(entries, KerasArchive.CONFIG);
    ModelConfig.Described described = ModelConfig.read(config);
    byte[] hdf = Objects.requireNonNull(entries.get(KerasArchive.WEIGHTS));
    Network network = Network.of(described.graph(), WeightsFile.read(hdf, described));
    List<String> notes = new ArrayList<>(described.notes());
    Optional<Optimization> optimization = Optional.empty();
    JsonNode compile = config.path("compile_config");
    Optional<Optimizer> optimizer =
        withOptimization ? OptimizerConfig.read(compile, notes) : Optional.empty();
    if (optimizer.isPresent()) {
      double smoothing = OptimizerConfig.labelSmoothing(compile);
      optimization =
          WeightsFile.readOptimizerState(hdf, described, optimizer.get(), notes)
              .map(state -> new Optimization(optimizer.get(), state, smoothing));
    }
    return new SavedModel(network, optimization, version, notes);
  }

  private static JsonNode json(Map<String, byte[]> entries, String entry) throws IOException {
    try {
      return MAPPER.readTree(entries.get(entry));
    } catch (JsonProcessingException broken) {
      throw new UnreadableModelException(
          "entry " + entry + " is not JSON: " + broken.getOriginalMessage(), broken);
    }
  }
}
