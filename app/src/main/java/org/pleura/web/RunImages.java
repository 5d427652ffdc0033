package org.pleura.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.pleura.run.Provenance;
import org.pleura.run.RunFolder;

/**
 * Where a run's images are, or were.
 *
 * @param location as its provenance says: a zip, or a folder with the images somewhere in it
 */
record RunImages(Path location) {

  /** Empty where the run has none of its own, as an imported model, or was not divided yet. */
  static Optional<RunImages> of(RunFolder run) {
    if (!Files.exists(run.split())) {
      return Optional.empty();
    }
    try {
      String location = Provenance.read(run).data().location();
      return Optional.of(new RunImages(run.path().resolve(location).normalize()));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** Whether there is a zip, or a folder that still holds an image. */
  boolean areThere() {
    return Files.isRegularFile(location) || ImageFolders.isOneIn(location);
  }

  /** Why something cannot be done that needs them. */
  Refused gone() {
    return new Refused(
        Refused.NOT_FOUND,
        "This run's images are no longer at "
            + FromHere.path(location)
            + "; put them back there to look at them and to have them explained.");
  }
}
