package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.data.Sha256;
import org.pleura.data.UnusableDataException;
import org.pleura.prepare.Preparation;

/**
 * The data of a run: where they are, which files there are, and the images. Close it when done.
 *
 * @param location the folder or zip
 * @param dataset the files
 * @param images the images that can be used
 */
public record RunData(Path location, Dataset dataset, LoadedImages images) implements Closeable {

  /**
   * Opens a data set and reads every image of it.
   *
   * @param location a folder or a zip
   * @param positiveClass the class with label 1; null to choose it by the folders' names
   * @param preparation how images are prepared
   * @param loading how they are read
   * @param progress hears how many are read
   * @return the data
   * @throws UnusableDataException if they cannot be used as asked
   * @throws IOException if they cannot be read
   */
  public static RunData open(
      Path location,
      @Nullable String positiveClass,
      Preparation preparation,
      Loading loading,
      Progress progress)
      throws IOException {
    LoadedImages images =
        LoadedImages.open(
            location, Optional.ofNullable(positiveClass), preparation, loading, progress);
    return new RunData(location, images.dataset(), images);
  }

  /**
   * Whether these are drawings that Pleura made, as far as their files tell.
   *
   * @return true if a table of phantoms lies beside the images
   */
  public boolean drawn() {
    return dataset.drawn();
  }

  /** What a run's provenance says of its data; a location within the run's folder is relative. */
  Provenance.Data provenance(RunFolder run) {
    Path folder = run.path().toAbsolutePath().normalize();
    Path absolute = location.toAbsolutePath().normalize();
    return new Provenance.Data(
        absolute.startsWith(folder)
            ? folder.relativize(absolute).toString().replace('\\', '/')
            : absolute.toString(),
        dataset.positiveClass(),
        dataset.negativeClass(),
        images.radiographs().size(),
        Inspection.patients(images.radiographs()),
        fingerprint(),
        images.leftOut());
  }

  private String fingerprint() {
    StringBuilder lines = new StringBuilder();
    for (Radiograph radiograph : images.radiographs()) {
      lines.append(radiograph.name()).append(' ').append(radiograph.sha256()).append('\n');
    }
    return Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    dataset.close();
  }
}
