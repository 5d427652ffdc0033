package org.pleura.web;

import java.io.IOException;

/** A request that is not answered as asked, with the HTTP status and the sentence that say why. */
final class Refused extends IOException {
  private static final long serialVersionUID = 1L;

  static final int WRONG = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int LENGTH_REQUIRED = 411;
  static final int TOO_LARGE = 413;
  static final int UNUSABLE = 422;
  static final int BUSY = 503;

  private final int status;

  Refused(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  int status() {
    return status;
  }
}
