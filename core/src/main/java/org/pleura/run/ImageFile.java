package org.pleura.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pleura.data.Dataset;
import org.pleura.data.Sha256;
import org.pleura.data.UnusableDataException;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.prepare.ConstantImageException;
import org.pleura.prepare.Preparation;

/** One image file that belongs to no data set, read and decoded. Immutable. */
public final class ImageFile {
  private final Path path;
  private final byte[] bytes;
  private final GrayImage gray;

  private ImageFile(Path path, byte[] bytes, GrayImage gray) {
    this.path = path;
    this.bytes = bytes;
    this.gray = gray;
  }

  /**
   * Reads an image.
   *
   * @param file PNG or JPEG
   * @return the image
   * @throws UnusableDataException if there is no such file, or it is too large
   * @throws org.pleura.image.UnreadableImageException if it is no readable image
   * @throws IOException if it cannot be read
   */
  public static ImageFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UnusableDataException(
          file + (Files.isDirectory(file) ? " is a folder, not an image." : " does not exist."));
    }
    if (Files.size(file) > Dataset.MAX_FILE_BYTES) {
      throw new UnusableDataException(
          file
              + ": an image file may have "
              + (Dataset.MAX_FILE_BYTES >> 20)
              + " MiB at most, but this one is larger.");
    }
    byte[] bytes = Files.readAllBytes(file);
    return new ImageFile(file, bytes, ImageFiles.decodeGray(bytes, file.toString()));
  }

  /**
   * The image as a network sees it.
   *
   * @param preparation how
   * @return height * width numbers, row by row
   * @throws UnusableDataException if it has only one gray
   */
  public float[] prepared(Preparation preparation) throws UnusableDataException {
    try {
      return preparation.apply(gray);
    } catch (ConstantImageException e) {
      throw new UnusableDataException(path + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * Where the file is.
   *
   * @return as it was named
   */
  public Path path() {
    return path;
  }

  /**
   * A short name: the file and the folder it is in, as images of a data set are named.
   *
   * @return for example {@code effusion/e1.png}
   */
  public String name() {
    Path absolute = path.toAbsolutePath().normalize();
    int names = absolute.getNameCount();
    return absolute.subpath(Math.max(0, names - 2), names).toString().replace('\\', '/');
  }

  /**
   * What tells a file from any other.
   *
   * @return the SHA-256 of its bytes, 64 hexadecimal digits
   */
  public String sha256() {
    return Sha256.of(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  GrayImage gray() {
    return gray;
  }
}
