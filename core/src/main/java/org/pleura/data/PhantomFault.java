package org.pleura.data;

/**
 * A fault put into a set of phantoms on purpose, to see whether a method, an audit or a reader
 * finds it. Each is one that has been found in real data sets.
 */
public enum PhantomFault {
  /**
   * The lead letter goes with the label: R on every film with effusion, L on every other. A network
   * can answer without a look at the lungs.
   */
  MARKER_TELLS_LABEL,

  /**
   * Each film is listed as another patient's, though some are of the same. A split by patient then
   * has patients in two parts.
   */
  PATIENTS_SPLIT_UP,

  /** Every tenth file of a class is a copy of the one before it. */
  DUPLICATES,

  /** The films are dealt to the two classes at random, whatever they show. */
  SHUFFLED_LABELS,

  /** Films with effusion are stored as negatives: black where they should be white. */
  INVERTED_GRAYS
}
