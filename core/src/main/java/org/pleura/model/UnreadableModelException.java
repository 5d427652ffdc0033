package org.pleura.model;

import java.io.IOException;

/**
 * A file is no model that Pleura can compute. The message is one sentence or two: which file, what
 * was expected, what came, and what to do.
 */
public final class UnreadableModelException extends IOException {
  UnreadableModelException(String message) {
    super(message);
  }

  UnreadableModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
