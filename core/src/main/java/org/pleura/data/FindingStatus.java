package org.pleura.data;

/**
 * What a report or a reader says of a finding. A finding that is not mentioned need not be absent,
 * so it never becomes a label by itself.
 */
public enum FindingStatus {
  /** It is there. */
  PRESENT,
  /** It is not there. */
  ABSENT,
  /** It may be there. */
  UNCERTAIN,
  /** Nothing is said of it. */
  NOT_MENTIONED
}
