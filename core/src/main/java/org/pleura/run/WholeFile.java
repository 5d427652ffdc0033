package org.pleura.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are there whole or not at all: a temporary name first, then a rename. */
final class WholeFile {

  private WholeFile() {}

  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] bytes) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.createDirectories(temporary.toAbsolutePath().getParent());
      Files.write(temporary, bytes);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException unimportant) {
        e.addSuppressed(unimportant);
      }
      throw notWritten(file, e);
    }
  }

  /** The same failure in a sentence that names the file. */
  static IOException notWritten(Path file, IOException e) {
    return new IOException(
        file + " could not be written: " + reason(e) + ". What was there before is unharmed.", e);
  }

  /** The reason alone: the JDK's file exceptions put the path before it, or give only the path. */
  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + " is a file, not a folder";
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be written by this user";
    }
    if (e instanceof FileSystemException broken && broken.getReason() != null) {
      return broken.getReason();
    }
    return String.valueOf(e.getMessage());
  }
}
