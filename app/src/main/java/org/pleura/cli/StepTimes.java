package org.pleura.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the steps of a run take, by name. */
final class StepTimes {

  private final Map<String, Long> nanos = new LinkedHashMap<>();

  /** Work that takes a while. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  <T> T of(String name, Step<T> step) throws IOException {
    long start = System.nanoTime();
    T result = step.run();
    nanos.merge(name, System.nanoTime() - start, Long::sum);
    return result;
  }

  /** To the millisecond. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach((name, time) -> seconds.put(name, Math.round(time * 1e-6) / 1e3));
    return seconds;
  }
}
