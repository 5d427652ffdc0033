package org.pleura.run;

import java.io.IOException;

/** A plan asks for something that does not exist or cannot be; the message says what and where. */
public final class PlanException extends IOException {

  /**
   * Says what is wrong.
   *
   * @param message one sentence
   */
  public PlanException(String message) {
    super(message);
  }
}
