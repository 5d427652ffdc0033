package org.pleura.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where labels and patients come from.
 *
 * <p>Without a table, or with one but without a positive finding, the labels are the class folders.
 * With both, they are the findings of the table: an image is positive if the positive finding is
 * present, negative if the negative one is, and left out if neither or both are.
 *
 * <p>The patient of an image is what the pattern finds in its name, else what the table says, else
 * the number in a file name as the NIH gives it.
 *
 * @param table a CSV file with a row for each image: {@code Data_Entry_2017_v2020.csv} of the NIH,
 *     or any whose columns are named
 * @param columns names of the table's columns that are not the usual ones, by what they hold: see
 *     {@link FilmTable#ROLES}
 * @param positive the finding, or without a table the class folder, with label 1
 * @param negative the finding with label 0; only with a table
 * @param patient finds the patient in an image's name (folder and file, with slashes): its first
 *     group, or all of it if it has none
 */
public record Labelling(
    Optional<Path> table,
    Map<String, String> columns,
    Optional<String> positive,
    Optional<String> negative,
    Optional<Pattern> patient) {

  /** What the NIH's table says of a film on which nothing was found. */
  public static final String NO_FINDING = "No Finding";

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if columns or a negative finding are given without a table
   */
  public Labelling {
    columns = Map.copyOf(columns);
    if (table.isEmpty() && (!columns.isEmpty() || negative.isPresent())) {
      throw new IllegalArgumentException(
          "columns and a negative finding are those of a table, but there is no table");
    }
    if (negative.isPresent() && positive.isEmpty()) {
      throw new IllegalArgumentException(
          "a negative finding needs a positive one to be told from, but there is none");
    }
  }

  /**
   * By class folders alone.
   *
   * @param positive the folder with label 1, or empty to choose it by the folders' names
   * @return the labelling
   */
  public static Labelling folders(Optional<String> positive) {
    return new Labelling(Optional.empty(), Map.of(), positive, Optional.empty(), Optional.empty());
  }

  /**
   * Whether the labels are findings of the table, and not class folders.
   *
   * @return true with a table and a positive finding
   */
  public boolean byFindings() {
    return table.isPresent() && positive.isPresent();
  }

  /** The finding with label 0: what was asked for, or {@link #NO_FINDING}. */
  String negativeFinding() {
    return negative.orElse(NO_FINDING);
  }
}
