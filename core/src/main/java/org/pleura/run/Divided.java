package org.pleura.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pleura.data.Groups;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;

/**
 * Data divided into parts as a plan says, and what was found out for it.
 *
 * @param split the parts
 * @param repeated which images show one film; empty under the lesson's rule, which does not ask
 */
public record Divided(Split split, Optional<RepeatedFilms> repeated) {

  /**
   * Divides data. Under the stratified rule, images of one film stay together, as those of one
   * patient do.
   *
   * @param plan what to do
   * @param data the data
   * @param threads how many look for repeated films at once
   * @param progress hears how far it is
   * @return the parts
   * @throws UnusableDataException if there are too few of a class, or a patient would be in two
   *     parts
   * @throws IOException if an image cannot be read any more
   */
  public static Divided of(Plan plan, RunData data, int threads, Progress progress)
      throws IOException {
    List<Radiograph> radiographs = data.images().radiographs();
    Optional<RepeatedFilms> repeated = Optional.empty();
    Groups groups = Groups.byPatient(radiographs);
    if (plan.split() == Plan.SplitRule.STRATIFIED) {
      RepeatedFilms found = data.repeatedFilms(threads, progress);
      repeated = Optional.of(found);
      groups = Groups.of(radiographs, found.sameFilm());
    }
    Split split = plan.divide(radiographs, groups);
    requirePatientsApart(data, split);
    return new Divided(split, repeated);
  }

  /**
   * Writes split.csv, and duplicates.csv if it was asked which images show one film.
   *
   * @param folder where to
   * @throws IOException if a file cannot be written
   */
  public void write(RunFolder folder) throws IOException {
    if (repeated.isPresent()) {
      repeated.get().write(folder.duplicates());
    }
    SplitFile.write(folder.split(), split);
  }

  /** Drawings are let pass, so that the lesson can be shown on them as it is. */
  static void requirePatientsApart(RunData data, Split split) throws UnusableDataException {
    if (!data.drawn()) {
      split.requirePatientsApart();
    }
  }
}
