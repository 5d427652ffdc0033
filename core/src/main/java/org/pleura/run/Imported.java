package org.pleura.run;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
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
    Provenance.Weights weights,
    List<String> notes) {

  public Imported {
    Objects.requireNonNull(preparation, "'preparation' is missing");
    Objects.requireNonNull(classes, "'classes' is missing");
    Objects.requireNonNull(notes, "'notes' is missing");
    notes = List.copyOf(notes);
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
