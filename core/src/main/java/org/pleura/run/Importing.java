package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;
import org.pleura.nn.Layer;
import org.pleura.nn.Network;
import org.pleura.nn.Normalization;
import org.pleura.nn.Rescaling;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;

/** Taking over a model that was trained elsewhere. */
public final class Importing {

  private Importing() {}

  /**
   * What the grays of a radiograph probably become for a model, which does not say it itself.
   *
   * @param network the model
   * @return bytes if it begins with a layer that brings them to a scale, else standardised
   */
  public static Preparation.Values probableValues(Network network) {
    Layer first = network.graph().nodes().get(0).layer();
    return first instanceof Rescaling || first instanceof Normalization
        ? Preparation.Values.BYTES
        : Preparation.Values.STANDARDISED;
  }

  /**
   * How a radiograph becomes the input of a model.
   *
   * @param network the model
   * @param values what grays become
   * @return the model's own size
   * @throws IOException if it does not read images, or larger ones than Pleura makes
   */
  public static Preparation preparation(Network network, Preparation.Values values)
      throws IOException {
    Shape input = network.graph().inputShape();
    if (!input.isMaps()) {
      throw new IOException(
          "The model reads "
              + input
              + ", but Pleura asks about images: (height, width, channels).");
    }
    try {
      return new Preparation(input.height(), input.width(), values);
    } catch (IllegalArgumentException tooLarge) {
      throw new IOException("The model cannot be asked: " + tooLarge.getMessage() + ".", tooLarge);
    }
  }

  /**
   * Leaves model.keras and import.json in a folder, and reads the model back to see that it is the
   * same to the bit. If that fails, neither is left.
   *
   * @param folder an empty folder
   * @param saved what was read
   * @param imported where it was read, and how it is to be asked
   * @throws IOException if a file cannot be written
   */
  public static void into(RunFolder folder, SavedModel saved, Imported imported)
      throws IOException {
    Network network = saved.network();
    boolean done = false;
    try {
      if (saved.optimization().isPresent()) {
        ModelFile.write(folder.model(), network, saved.optimization().get());
      } else {
        ModelFile.write(folder.model(), network);
      }
      Network again = ModelFile.read(folder.model()).network();
      if (!again.graph().nodes().equals(network.graph().nodes())
          || !again.fingerprint().equals(network.fingerprint())) {
        throw new IOException(folder.model() + " could not be written as it was read.");
      }
      imported.write(folder);
      done = true;
    } catch (IllegalArgumentException impossible) {
      throw new IOException(
          "The model cannot be kept as a .keras file: " + impossible.getMessage() + ".",
          impossible);
    } finally {
      if (!done) {
        Files.deleteIfExists(folder.model());
      }
    }
  }

  /**
   * What a model makes of the golden input.
   *
   * @param network the model
   * @param values the grays it was trained on
   * @return its output, after the last activation
   */
  public static float[] goldenOutput(Network network, Preparation.Values values) {
    return network.predict(GoldenInput.of(network.graph().inputShape(), values));
  }
}
