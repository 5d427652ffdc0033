package org.pleura.data;

import java.util.Optional;

/**
 * One image of a data set and what is known of it. The pixels stay in their file.
 *
 * @param name class folder and file, as in {@code effusion/e1.png}
 * @param label 1 if it belongs to the positive class, else 0
 * @param className the class folder
 * @param patient who it shows, if that is known
 * @param sha256 of the file's bytes, in 64 hexadecimal digits
 */
public record Radiograph(
    String name, int label, String className, Optional<String> patient, String sha256) {
  /**
   * Checks the label.
   *
   * @param name class folder and file
   * @param label 1 or 0
   * @param className the class folder
   * @param patient who it shows
   * @param sha256 of the file's bytes
   * @throws IllegalArgumentException if the label is neither 0 nor 1
   */
  public Radiograph {
    if (label != 0 && label != 1) {
      throw new IllegalArgumentException("a label is 0 or 1: " + label);
    }
  }
}
