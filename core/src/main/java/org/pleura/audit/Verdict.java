package org.pleura.audit;

/** What a check says of a method. */
public enum Verdict {
  /** The method has what the check asks for. */
  PASS("PASS"),
  /** The method lacks it. */
  FAIL("FAIL"),
  /** These images do not say. */
  CANNOT_TELL("CANNOT TELL");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /**
   * The verdict in words.
   *
   * @return for example {@code CANNOT TELL}
   */
  public String words() {
    return words;
  }
}
