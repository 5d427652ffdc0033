package org.pleura.image;

import java.io.IOException;

/**
 * A file that cannot be read as a picture: it is damaged, not a picture, of a kind not supported,
 * or claims a size that is not plausible. The message is one sentence that begins with the file.
 */
public class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;

  /**
   * A file and what is wrong with it.
   *
   * @param file what the user calls the file
   * @param problem what was expected and what came, to follow the file's name and a colon
   */
  public UnreadableImageException(String file, String problem) {
    super(file + ": " + problem + ".");
    this.file = file;
  }

  /**
   * A file, what is wrong with it, and what noticed.
   *
   * @param file what the user calls the file
   * @param problem what was expected and what came, to follow the file's name and a colon
   * @param cause what noticed
   */
  public UnreadableImageException(String file, String problem, Throwable cause) {
    super(file + ": " + problem + ".", cause);
    this.file = file;
  }

  /**
   * Which file.
   *
   * @return what the user calls the file
   */
  public String file() {
    return file;
  }
}
