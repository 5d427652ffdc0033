package org.pleura.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pleura.evaluate.Estimate;

/**
 * What one check found of one method.
 *
 * @param check which
 * @param verdict whether the method passes
 * @param why the reason, in one sentence without a full stop
 * @param rule what the check asks for, in one sentence without a full stop
 * @param figures what the verdict rests on, by name, in the order in which they are to be read
 */
public record Finding(
    Check check, Verdict verdict, String why, String rule, Map<String, Estimate> figures) {
  /** Copies the figures. */
  public Finding {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}
