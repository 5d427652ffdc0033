package org.pleura.data;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a table says of a radiograph beside its label and its patient.
 *
 * @param view how it was taken, in the table's words: {@code PA}, {@code AP}
 * @param age of the patient, in years
 * @param sex of the patient, in the table's words: {@code F}, {@code M}
 * @param followUp which of the patient's visits it is from; the first is 0
 */
public record Particulars(
    Optional<String> view, OptionalInt age, Optional<String> sex, OptionalInt followUp) {

  /** Nothing is known. */
  static final Particulars UNKNOWN =
      new Particulars(Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty());
}
