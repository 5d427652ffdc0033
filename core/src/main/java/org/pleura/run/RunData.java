package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Dataset;
import org.pleura.data.Labelling;
import org.pleura.data.Radiograph;
import org.pleura.data.Sha256;
import org.pleura.data.UnusableDataException;
import org.pleura.duplicates.Signature;
import org.pleura.prepare.Preparation;

/**
 * The data of a run: where they are, which files there are, and the images. Close it when done.
 *
 * @param location the folder or zip
 * @param labelling where labels and patients come from
 * @param dataset the files
 * @param images the images that can be used
 */
public record RunData(Path location, Labelling labelling, Dataset dataset, LoadedImages images)
    implements Closeable {

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
    return labelled(
        location,
        Labelling.folders(Optional.ofNullable(positiveClass)),
        preparation,
        loading,
        progress);
  }

  /**
   * Opens a data set and reads every image of it.
   *
   * @param location a folder or a zip
   * @param labelling where labels and patients come from
   * @param preparation how images are prepared
   * @param loading how they are read
   * @param progress hears how many are read
   * @return the data
   * @throws UnusableDataException if they cannot be used as asked
   * @throws IOException if they cannot be read
   */
  public static RunData labelled(
      Path location,
      Labelling labelling,
      Preparation preparation,
      Loading loading,
      Progress progress)
      throws IOException {
    LoadedImages images = LoadedImages.open(location, labelling, preparation, loading, progress);
    return new RunData(location, labelling, images.dataset(), images);
  }

  /**
   * Whether these are drawings that Pleura made, as far as their files tell.
   *
   * @return true if a table of phantoms lies beside the images
   */
  public boolean drawn() {
    return dataset.drawn();
  }

  /**
   * Finds the images that show one film.
   *
   * @param threads how many compare at once
   * @param progress hears how far it is
   * @return what is repeated
   * @throws IOException if an image cannot be read any more
   */
  public RepeatedFilms repeatedFilms(int threads, Progress progress) throws IOException {
    List<Radiograph> radiographs = images.radiographs();
    List<Signature> signatures =
        Threads.map(
            threads,
            radiographs,
            "Looking for films that are there twice",
            progress,
            radiograph -> Signature.of(images.gray(radiograph)));
    return RepeatedFilms.of(radiographs, signatures, threads, progress);
  }

  /**
   * What a run's provenance says of its data.
   *
   * @param run the folder of the run; a location within it is relative
   * @return where they are, and a fingerprint of them
   */
  public Provenance.Data provenance(RunFolder run) {
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
        images.leftOut(),
        Provenance.Labels.of(labelling));
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
