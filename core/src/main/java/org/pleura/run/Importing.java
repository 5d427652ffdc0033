package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.pleura.data.Sha256;
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
   * same to the bit.
   *
   * @param folder an empty folder
   * @param file where the model was
   * @param saved what was read there
   * @param preparation how a radiograph becomes its input
   * @param classes what its answer is called
   * @param version of Pleura
   * @return the import
   * @throws IOException if a file cannot be read or written
   */
  public static Imported into(
      RunFolder folder,
      Path file,
      SavedModel saved,
      Preparation preparation,
      Classes classes,
      String version)
      throws IOException {
    Network network = saved.network();
    if (saved.optimization().isPresent()) {
      ModelFile.write(folder.model(), network, saved.optimization().get());
    } else {
      ModelFile.write(folder.model(), network);
    }
    Network again = ModelFile.read(folder.model()).network();
    boolean same =
        again.fingerprint().equals(network.fingerprint())
            && Arrays.equals(goldenOutput(again), goldenOutput(network));
    if (!same) {
      throw new IllegalStateException(
          folder.model() + " does not hold the model that was read from " + file);
    }
    Imported imported =
        new Imported(
            version,
            Provenance.now(),
            file.toAbsolutePath().normalize().toString(),
            Sha256.of(Files.readAllBytes(file)),
            saved.kerasVersion(),
            preparation,
            classes,
            new Provenance.Weights(network.graph().parameterCount(), network.fingerprint()),
            List.copyOf(saved.notes()));
    imported.write(folder);
    return imported;
  }

  /**
   * What a model makes of the golden input.
   *
   * @param network the model
   * @return its output, after the last activation
   */
  public static float[] goldenOutput(Network network) {
    return network.predict(GoldenInput.of(network.graph().inputShape()));
  }
}
