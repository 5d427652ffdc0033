package org.pleura.data;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files in a folder. Links are followed, so that a data set can be put together from links. */
record FolderSource(Path root) implements FileSource {
  @Override
  public List<String> paths(int levels) throws IOException {
    List<String> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root, levels, FileVisitOption.FOLLOW_LINKS)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        String relative = root.relativize(path).toString().replace(File.separatorChar, '/');
        if (Files.isDirectory(path)) {
          paths.add(relative + "/");
        } else if (Files.isRegularFile(path)) {
          paths.add(relative);
        }
      }
    } catch (UncheckedIOException e) {
      throw new UnusableDataException(
          "The folder " + root + " cannot be listed: " + e.getCause() + ".", e);
    }
    return paths;
  }

  @Override
  public byte[] read(String path) throws IOException {
    Path file = root.resolve(path);
    byte[] bytes;
    try (InputStream stream = Files.newInputStream(file)) {
      bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new UnusableDataException(file + ": the file is no longer there.", e);
    } catch (IOException e) {
      throw new UnusableDataException(file + " cannot be read: " + e + ".", e);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new UnusableDataException(
          "%s: an image file may have %d MiB at most, but this one is larger."
              .formatted(file, MAX_FILE_BYTES >> 20));
    }
    return bytes;
  }

  @Override
  public void close() {}
}
