package org.pleura.data;

import java.io.IOException;

/**
 * Data that cannot be used as asked: a folder that is not there, a class without images, too few
 * images for the parts. The message is one sentence that says what was expected, what came, where,
 * and what to do.
 */
public class UnusableDataException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Data and what is wrong with them.
   *
   * @param message one sentence
   */
  public UnusableDataException(String message) {
    super(message);
  }

  /**
   * Data, what is wrong with them, and what noticed.
   *
   * @param message one sentence
   * @param cause what noticed
   */
  public UnusableDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
