package org.pleura.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the steps of a run take, by name, as its provenance says in the end. */
public final class StepTimes {

  private final Map<String, Long> nanos = new LinkedHashMap<>();

  /**
   * Work that takes a while.
   *
   * @param <T> what it brings
   */
  @FunctionalInterface
  public interface Step<T> {
    /**
     * Does the work.
     *
     * @return what it brings
     * @throws IOException if it fails
     */
    T run() throws IOException;
  }

  /**
   * Does a step and notes its time; those of several steps of one name are added up.
   *
   * @param name of the step
   * @param step the work
   * @param <T> what it brings
   * @return what it brought
   * @throws IOException as the work does; its time is not noted then
   */
  public <T> T of(String name, Step<T> step) throws IOException {
    long start = System.nanoTime();
    T result = step.run();
    nanos.merge(name, System.nanoTime() - start, Long::sum);
    return result;
  }

  /**
   * The times so far.
   *
   * @return seconds by name, in the order of the steps, to the millisecond
   */
  public Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach((name, time) -> seconds.put(name, Math.round(time * 1e-6) / 1e3));
    return seconds;
  }
}
