package org.pleura.run;

/** Hears how far a step is. Called from several threads, one call at a time. */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress SILENT = (what, done, total) -> {};

  /**
   * A step has come this far.
   *
   * @param what the step, as in "Reading images"
   * @param done how many are done; {@code total} at the end
   * @param total how many there are
   */
  void at(String what, int done, int total);
}
