package org.pleura.data;

import java.util.Locale;

/** What a radiograph serves for. */
public enum Part {
  /** The weights are fitted to it. */
  TRAIN,
  /** The best epoch and the threshold are chosen on it. */
  VALIDATION,
  /** It is looked at once, at the end. */
  TEST;

  /**
   * The name in files.
   *
   * @return {@code train}, {@code validation} or {@code test}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
