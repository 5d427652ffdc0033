package org.pleura.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.pleura.data.Dataset;
import org.pleura.data.Sha256;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/**
 * Finds a few images of a run where its data were, without reading all of them. An image counts
 * only if its SHA-256 is the one that the run wrote down; anything else, or a place that is gone,
 * is no image. Looks in the folder or zip and in its immediate subfolders.
 */
public final class FilmFinder {

  private final Path location;

  /**
   * Looks where a run's data were.
   *
   * @param folder of the run
   * @param provenance of the run
   */
  public FilmFinder(RunFolder folder, Provenance provenance) {
    this.location = folder.path().resolve(provenance.data().location());
  }

  /**
   * An image.
   *
   * @param filed which
   * @return its grays; empty if it is not there any more, or another
   */
  public Optional<GrayImage> find(RunFacts.Filed filed) {
    try {
      List<byte[]> candidates =
          Files.isDirectory(location) ? inFolder(filed.image()) : inZip(filed.image());
      for (byte[] bytes : candidates) {
        if (Sha256.of(bytes).equals(filed.sha256())) {
          return Optional.of(ImageFiles.decodeGray(bytes, filed.image()));
        }
      }
      return Optional.empty();
    } catch (IOException | InvalidPathException gone) {
      return Optional.empty();
    }
  }

  private List<byte[]> inFolder(String name) throws IOException {
    List<Path> places = new ArrayList<>(List.of(location));
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(location, Files::isDirectory)) {
      inside.forEach(places::add);
    }
    List<byte[]> found = new ArrayList<>();
    for (Path place : places) {
      Path file = place.resolve(name).normalize();
      if (file.startsWith(location.normalize())
          && Files.isRegularFile(file)
          && Files.size(file) <= Dataset.MAX_FILE_BYTES) {
        found.add(Files.readAllBytes(file));
      }
    }
    return found;
  }

  private List<byte[]> inZip(String name) throws IOException {
    List<byte[]> found = new ArrayList<>();
    if (!Files.isRegularFile(location)) {
      return found;
    }
    try (ZipFile zip = new ZipFile(location.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        boolean fits = entry.getName().equals(name) || entry.getName().endsWith("/" + name);
        if (fits && entry.getSize() >= 0 && entry.getSize() <= Dataset.MAX_FILE_BYTES) {
          try (InputStream stream = zip.getInputStream(entry)) {
            found.add(stream.readNBytes((int) entry.getSize()));
          }
        }
      }
    }
    return found;
  }
}
