package org.pleura.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.pleura.nn.train.NonFiniteLossException;

/** What went wrong, in the one sentence that a person is told. */
public final class FailureSentence {

  private FailureSentence() {}

  /**
   * The message of a failure; the JDK's file exceptions only carry a path, so they get words.
   *
   * @param failure any
   * @return the sentence; empty if the failure is a mistake in the program, which has none
   */
  public static Optional<String> of(Exception failure) {
    if (failure instanceof NoSuchFileException missing) {
      return Optional.of(missing.getFile() + " does not exist.");
    }
    if (failure instanceof AccessDeniedException denied) {
      return Optional.of(denied.getFile() + " may not be read or written by this user.");
    }
    String message = failure.getMessage();
    if (failure instanceof NonFiniteLossException) {
      return Optional.of(
          message + "; the best model of the epochs before, if there were any, is kept.");
    }
    if (message == null || !(failure instanceof IOException)) {
      return Optional.empty();
    }
    if (failure instanceof FileSystemException) {
      return Optional.of(message.endsWith(".") ? message : message + ".");
    }
    if (message.equals("No space left on device")) {
      return Optional.of(
          "the disk is full; what was written before is whole. Free some space and start again.");
    }
    return Optional.of(message);
  }
}
