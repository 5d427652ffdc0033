package org.pleura.run;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pleura.model.ModelFile;
import org.pleura.model.OnnxFile;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.prepare.Preparation;

/** Handing a model over to other software. */
public final class Exporting {

  private Exporting() {}

  /** What other software reads. */
  public enum Format {
    /** Keras 3's own format, with where the training stands. */
    KERAS("keras"),
    /** The format of Keras 2, which Keras 3 opens too; the network alone. */
    H5("h5"),
    /** The Open Neural Network Exchange, which most runtimes open; the network alone. */
    ONNX("onnx");

    private final String ending;

    Format(String ending) {
      this.ending = ending;
    }

    /**
     * How the name of such a file ends.
     *
     * @return for example {@code onnx}
     */
    public String ending() {
      return ending;
    }

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return ending;
    }
  }

  /**
   * Writes the model of a run in a format of other software.
   *
   * @param folder of the run
   * @param format which
   * @param file where to, whole or not at all; missing folders are made, a file there is replaced
   * @return the network that was written
   * @throws IOException if there is no model, or it cannot be written, or not in this format
   */
  public static Network write(RunFolder folder, Format format, Path file) throws IOException {
    Network network = Classifier.network(folder);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      switch (format) {
        case KERAS -> WholeFile.write(file, Files.readAllBytes(folder.model()));
        case H5 -> ModelFile.writeLegacy(file, network);
        case ONNX -> OnnxFile.write(file, network, metadata(folder, network));
      }
    } catch (IllegalArgumentException impossible) {
      throw new IOException(
          folder.model() + " cannot be written as " + format + ": " + impossible.getMessage() + ".",
          impossible);
    } catch (FileSystemException notThere) {
      throw WholeFile.notWritten(file, notThere);
    }
    return network;
  }

  /**
   * How the images of a run are prepared.
   *
   * @param folder of the run
   * @return as plan.json or import.json says
   * @throws IOException if that is missing or damaged
   */
  public static Preparation preparation(RunFolder folder) throws IOException {
    return Classifier.preparation(folder);
  }

  /** What whoever asks the model must know: how an image becomes its input, and what it answers. */
  private static Map<String, String> metadata(RunFolder folder, Network network)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (Classifier.asked(network).isPresent()) {
      Preparation preparation = Classifier.preparation(folder);
      Classes classes = Classes.of(folder);
      metadata.put("preparation", Json.MAPPER.valueToTree(preparation).toString());
      metadata.put("class_0", classes.negative());
      metadata.put("class_1", classes.positive());
      metadata.put("output", output(network.graph()));
    }
    metadata.put("weights_sha256", network.fingerprint());
    metadata.put("purpose", "for research and teaching, not for diagnosis");
    return metadata;
  }

  private static String output(Graph graph) {
    boolean pair = graph.shapeOf(graph.output().name()).size() == 2;
    return pair
        ? "probabilities of class_0 and class_1"
        : graph.endsInSigmoid() ? "probability of class_1" : "logit of class_1";
  }
}
