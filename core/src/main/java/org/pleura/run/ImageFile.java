package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pleura.data.Dataset;
import org.pleura.data.Sha256;
import org.pleura.data.UnusableDataException;
import org.pleura.image.ImageFiles;
import org.pleura.prepare.ConstantImageException;
import org.pleura.prepare.Preparation;

/** One image file that belongs to no data set. */
public final class ImageFile {

  private ImageFile() {}

  /**
   * Reads an image as a network sees it.
   *
   * @param file PNG or JPEG
   * @param preparation how
   * @return height * width numbers, row by row
   * @throws UnusableDataException if there is no such file, or it has only one gray
   * @throws org.pleura.image.UnreadableImageException if it is no readable image
   * @throws IOException if it cannot be read
   */
  public static float[] prepared(Path file, Preparation preparation) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnusableDataException(
          file + (Files.isDirectory(file) ? " is a folder, not an image." : " does not exist."));
    }
    try {
      return preparation.apply(ImageFiles.decodeGray(read(file), file.toString()));
    } catch (ConstantImageException e) {
      throw new UnusableDataException(file + ": " + e.getMessage() + ".", e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.size(file) > Dataset.MAX_FILE_BYTES) {
      throw new UnusableDataException(
          file
              + ": an image file may have "
              + (Dataset.MAX_FILE_BYTES >> 20)
              + " MiB at most, but this one is larger.");
    }
    return Files.readAllBytes(file);
  }

  /**
   * A short name: the file and the folder it is in, as images of a data set are named.
   *
   * @param file the file
   * @return for example {@code effusion/e1.png}
   */
  public static String name(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    int names = absolute.getNameCount();
    return absolute.subpath(Math.max(0, names - 2), names).toString().replace('\\', '/');
  }

  /**
   * What tells a file from any other.
   *
   * @param file the file
   * @return the SHA-256 of its bytes, 64 hexadecimal digits
   * @throws IOException if it cannot be read
   */
  public static String sha256(Path file) throws IOException {
    return Sha256.of(read(file));
  }

  /**
   * What tells a file from others of the same name: the first digits of its SHA-256.
   *
   * @param file the file
   * @return eight hexadecimal digits
   * @throws IOException if it cannot be read
   */
  public static String mark(Path file) throws IOException {
    return sha256(file).substring(0, 8);
  }
}
