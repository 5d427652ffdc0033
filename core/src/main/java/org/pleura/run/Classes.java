package org.pleura.run;

import java.io.IOException;

/**
 * What a model's answer is called.
 *
 * @param positive the class with label 1, whose probability the model says
 * @param negative the class with label 0
 */
public record Classes(String positive, String negative) {

  /**
   * The classes of a run, or of an imported model.
   *
   * @param folder of the run
   * @return the classes
   * @throws IOException if the file that says so is missing or damaged
   */
  public static Classes of(RunFolder folder) throws IOException {
    if (folder.isImported()) {
      return Imported.read(folder).classes();
    }
    Provenance.Data data = Provenance.read(folder).data();
    return new Classes(data.positiveClass(), data.negativeClass());
  }
}
