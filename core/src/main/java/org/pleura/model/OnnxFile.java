package org.pleura.model;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.pleura.nn.Network;

/**
 * A network as an ONNX file, for software that is neither Pleura nor Keras: ONNX Runtime, say, in a
 * viewer or an archive. It is written for inference; training goes on with {@link ModelFile}.
 *
 * <pre>{@code
 * OnnxFile.write(Path.of("model.onnx"), network, Map.of("plan", "lesson"));
 * }</pre>
 *
 * <p>The file computes what {@link Network#predict} does, for any number of images at once:
 *
 * <ul>
 *   <li>its input is named as the graph's, float32 of shape (batch, height, width, channels), or
 *       (batch, units);
 *   <li>its output is named as the last layer, float32 of shape (batch, ...) after that layer's
 *       activation, maps again with the channels last;
 *   <li>the operators are those of opset 17, the format is IR version 8.
 * </ul>
 *
 * <p>Between, each value is named as the layer that makes it (maps have the channels first there),
 * so that an intermediate result can be made an output by its name. Equal networks with equal
 * metadata give equal bytes.
 */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes an ONNX file whole or not at all: under a temporary name first, then renamed. A file
   * already there is replaced.
   *
   * @param file where; its name should end in {@code .onnx}
   * @param network the network
   * @param metadata what else is to be said of it, kept in this order as the file's {@code
   *     metadata_props}
   * @throws IllegalArgumentException if ONNX cannot have such a graph: a layer has no translation,
   *     or a name is empty or holds a slash; the message names it
   * @throws IOException if the file cannot be written; one that was there before is unharmed
   */
  public static void write(Path file, Network network, Map<String, String> metadata)
      throws IOException {
    ProtobufMessage model = OnnxMessages.model(OnnxGraph.of(network), metadata);
    ModelFile.writeWhole(
        file,
        out -> {
          CodedOutputStream coded = CodedOutputStream.newInstance(out);
          model.writeTo(coded);
          coded.flush();
        });
  }
}
