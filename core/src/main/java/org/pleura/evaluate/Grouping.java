package org.pleura.evaluate;

import java.util.List;

/**
 * A way to part cases into groups.
 *
 * @param attribute what parts them, for example "sex"
 * @param values one for each case; empty where it is not known
 */
public record Grouping(String attribute, List<String> values) {
  /** Copies the values. */
  public Grouping {
    values = List.copyOf(values);
  }
}
