package org.pleura.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all: its bytes are written under a temporary name beside it,
 * {@link #publish} renames it, and closing without that removes the temporary file.
 */
final class WholeFile implements Closeable {
  private final Path target;
  private final Path temporary;

  WholeFile(Path target, byte[] bytes) throws IOException {
    this.target = target;
    this.temporary = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      Files.write(temporary, bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void publish() throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes the file again after it was published. */
  void withdraw() throws IOException {
    Files.deleteIfExists(target);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }

  private IOException failed(IOException cause) {
    try {
      close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    // The JDK's file exceptions often carry nothing but the path: their name is the reason.
    String kind = cause.getClass().getSimpleName();
    return new IOException(
        target + " could not be written: " + kind + " at " + cause.getMessage() + ".", cause);
  }
}
