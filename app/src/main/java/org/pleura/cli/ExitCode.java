package org.pleura.cli;

/** How a command ended, as the shell sees it. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  /** The data cannot be used as asked. */
  static final int UNUSABLE_DATA = 3;

  /** At least one check of the audit did not pass. */
  static final int AUDIT_NOT_PASSED = 4;

  private ExitCode() {}
}
