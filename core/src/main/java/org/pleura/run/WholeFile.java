package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: its bytes are written under a temporary name beside it,
 * {@link #publish} renames it, and closing without that removes the temporary file.
 */
public final class WholeFile implements Closeable {

  private final Path target;
  private final Path temporary;

  /**
   * Writes the bytes under a temporary name.
   *
   * @param target where the file is to be; missing folders are made
   * @param bytes what is to be in it
   * @throws IOException if they cannot be written; what was there before is unharmed
   */
  public WholeFile(Path target, byte[] bytes) throws IOException {
    this.target = target;
    this.temporary =
        target.resolveSibling(
            "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      Files.createDirectories(temporary.toAbsolutePath().getParent());
      Files.write(temporary, bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Writes a file at once. One that is there already is replaced.
   *
   * @param file where to; missing folders are made
   * @param bytes what is to be in it
   * @throws IOException if it cannot be written; what was there before is unharmed
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (WholeFile whole = new WholeFile(file, bytes)) {
      whole.publish();
    }
  }

  /** Whether a file is one that was being written under another name when its process ended. */
  static boolean isUnfinished(Path file) {
    return String.valueOf(file.getFileName()).matches("\\..+\\.\\d+\\.part");
  }

  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Gives the file its name. One of that name is replaced.
   *
   * @throws IOException if it cannot be renamed
   */
  public void publish() throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Removes the file again after it was published.
   *
   * @throws IOException if it cannot be removed
   */
  public void withdraw() throws IOException {
    Files.deleteIfExists(target);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }

  private IOException failed(IOException cause) {
    try {
      close();
    } catch (IOException unimportant) {
      cause.addSuppressed(unimportant);
    }
    return notWritten(target, cause);
  }

  /** The same failure in a sentence that names the file. */
  static NotWrittenException notWritten(Path file, IOException e) {
    return new NotWrittenException(
        file + " could not be written: " + reason(e) + ". What was there before is unharmed.", e);
  }

  /** The reason alone: the JDK's file exceptions put the path before it, or give only the path. */
  static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + " is a file, not a folder";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      Path folder = Path.of(denied.getFile()).toAbsolutePath().getParent();
      return "this user may not write in " + (folder == null ? denied.getFile() : folder);
    }
    if (e instanceof FileSystemException broken && broken.getReason() != null) {
      return broken.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
