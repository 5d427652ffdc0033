package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.pleura.data.Sha256;
import org.pleura.model.SavedModel;
import org.pleura.nn.Network;
import org.pleura.prepare.Preparation;

/**
 * A model that was trained elsewhere, and how it is to be asked: the file import.json, which such a
 * run has in place of plan.json.
 *
 * @param pleura the version that imported it
 * @param imported when, in UTC
 * @param file where it was
 * @param sha256 of that file
 * @param kerasVersion the version of Keras that saved it, or whose format it has
 * @param preparation how a radiograph becomes its input
 * @param classes what its answer is called
 * @param outputs the classes of its outputs in their order, if it makes several of which one is
 *     asked for; else none
 * @param weights the model
 * @param notes what the file asks for that Pleura leaves out because it changes no prediction
 */
public record Imported(
    String pleura,
    String imported,
    String file,
    String sha256,
    String kerasVersion,
    Preparation preparation,
    Classes classes,
    List<String> outputs,
    Provenance.Weights weights,
    List<String> notes) {

  public Imported {
    // A file of before there were such models does not say.
    outputs = outputs == null ? List.of() : List.copyOf(outputs);
    Objects.requireNonNull(preparation, "'preparation' is missing");
    Objects.requireNonNull(classes, "'classes' is missing");
    Objects.requireNonNull(notes, "'notes' is missing");
    notes = List.copyOf(notes);
  }

  /**
   * What is to be known of a model that is about to be imported.
   *
   * @param version of Pleura
   * @param file where it was read
   * @param saved what was read there
   * @param preparation how a radiograph becomes its input
   * @param classes what its answer is called
   * @param outputs the classes of its outputs, if one of several is asked for
   * @return with the file's SHA-256, as of now
   * @throws IOException if the file cannot be read any more
   */
  public static Imported of(
      String version,
      Path file,
      SavedModel saved,
      Preparation preparation,
      Classes classes,
      List<String> outputs)
      throws IOException {
    Network network = saved.network();
    return new Imported(
        version,
        Provenance.now(),
        file.toAbsolutePath().normalize().toString(),
        Sha256.of(Files.readAllBytes(file)),
        saved.kerasVersion(),
        preparation,
        classes,
        outputs,
        new Provenance.Weights(network.graph().parameterCount(), network.fingerprint()),
        saved.notes());
  }

  /**
   * Reads what is known of an imported model.
   *
   * @param folder of the run
   * @return its import.json
   * @throws IOException if the file is missing or damaged
   */
  public static Imported read(RunFolder folder) throws IOException {
    return Json.read(folder.imported(), Imported.class);
  }

  void write(RunFolder folder) throws IOException {
    Json.write(folder.imported(), this);
  }
}
