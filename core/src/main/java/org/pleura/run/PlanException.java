package org.pleura.run;

import java.io.IOException;

/** A plan asks for something that does not exist or cannot be; the message says what and where. */
public final class PlanException extends IOException {

  PlanException(String message) {
    super(message);
  }
}
