package org.pleura.run;

import org.pleura.data.UnusableDataException;

/** One image that can be read but not used, because all its pixels are the same. */
final class UnusableImageException extends UnusableDataException {

  private static final long serialVersionUID = 1L;

  UnusableImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
