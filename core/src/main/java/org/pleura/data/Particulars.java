package org.pleura.data;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** The highest age that is believed; the NIH's table has some of 400 years and more. */
  public static final int OLDEST = 120;

  /** Years, or an age string of DICOM: 058Y, 018M, 003W, 010D. */
  private static final Pattern AGE = Pattern.compile("(\\d{1,4})(?:\\.\\d{1,9})?([YMWD]?)");

  /** Nothing is known. */
  public static final Particulars UNKNOWN =
      new Particulars(Optional.empty(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty());

  /**
   * Reads an age.
   *
   * @param age a number of years, or an age string of DICOM (PS3.5, section 6.2), as in {@code
   *     058Y}, {@code 018M}, {@code 003W}, {@code 010D}
   * @return whole years, or empty if it is neither or above {@value #OLDEST}
   */
  public static OptionalInt years(String age) {
    Matcher matcher = AGE.matcher(age.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    int years =
        switch (matcher.group(2)) {
          case "M" -> number / 12;
          case "W" -> number / 52;
          case "D" -> number / 365;
          default -> number;
        };
    return years > OLDEST ? OptionalInt.empty() : OptionalInt.of(years);
  }
}
