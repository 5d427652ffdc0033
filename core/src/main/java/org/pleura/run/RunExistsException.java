package org.pleura.run;

import java.io.IOException;

/** A folder was asked for as the place of a new run, but there is something in it already. */
public final class RunExistsException extends IOException {

  RunExistsException(String message) {
    super(message);
  }
}
