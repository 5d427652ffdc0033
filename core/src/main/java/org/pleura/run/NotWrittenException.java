package org.pleura.run;

import java.io.IOException;

/** A file or folder could not be made; the message names it and says why. */
public final class NotWrittenException extends IOException {

  NotWrittenException(String message) {
    super(message);
  }

  NotWrittenException(String message, IOException cause) {
    super(message, cause);
  }
}
