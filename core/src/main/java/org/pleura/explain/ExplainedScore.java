package org.pleura.explain;

/** Which of a sigmoid unit's two numbers an explanation differentiates. */
public enum ExplainedScore {
  /**
   * The probability, as the lesson does. Its derivative is {@code p (1 - p)} times the logit's, so
   * the map of a confident network fades, and is zero where p is 1 to the last bit.
   */
  PROBABILITY,
  /** The logit: the same map where neither is faint, and it does not fade. */
  LOGIT
}
