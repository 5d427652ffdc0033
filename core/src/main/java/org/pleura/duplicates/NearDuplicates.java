package org.pleura.duplicates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds files that show one film. {@link #candidates} is quick and finds too many; {@link #matches}
 * is slow and decides.
 */
public final class NearDuplicates {
  /**
   * Two images show one film if they agree at least so well. Chosen between what different films
   * reach and what changed copies keep: decision 0013.
   */
  public static final double THRESHOLD = 0.95;

  private NearDuplicates() {}

  /**
   * Two images that could show one film.
   *
   * @param first the index of one
   * @param second the index of the other, above the first
   * @param mirrored whether one is to be mirrored
   */
  public record Candidate(int first, int second, boolean mirrored) {}

  /**
   * Two images and how well they agree.
   *
   * @param first the index of one
   * @param second the index of the other, above the first
   * @param mirrored whether one had to be mirrored
   * @param correlation the normalised cross-correlation where they agree best, -1 to 1; negative
   *     where one has inverted grays
   */
  public record Match(int first, int second, boolean mirrored, double correlation) {
    /**
     * Whether the two show one film.
     *
     * @return true from {@link #THRESHOLD} on
     */
    public boolean isDuplicate() {
      return agreement() >= THRESHOLD;
    }

    /**
     * How well the two agree, whatever the sign.
     *
     * @return 0 to 1
     */
    public double agreement() {
      return Math.abs(correlation);
    }

    /**
     * Whether one has inverted grays.
     *
     * @return true if the correlation is negative
     */
    public boolean inverted() {
      return correlation < 0;
    }
  }

  /**
   * Pairs that are worth a closer look.
   *
   * @param signatures of all images
   * @return for each image its candidates among the later ones
   */
  public static List<List<Candidate>> candidates(List<Signature> signatures) {
    return new CandidateSearch(signatures).candidates();
  }

  /**
   * Takes the closer look at the candidates of one image.
   *
   * @param signatures of all images
   * @param candidates of one image
   * @return the best match with each other image; of a pair that is a candidate both as it is and
   *     mirrored, the better one
   */
  public static List<Match> matches(List<Signature> signatures, List<Candidate> candidates) {
    List<Match> matches = new ArrayList<>();
    if (candidates.isEmpty()) {
      return matches;
    }
    Alignment.Layer[] first = Alignment.Layer.of(signatures.get(candidates.get(0).first()));
    for (Candidate candidate : candidates) {
      Alignment.Layer[] second = Alignment.Layer.of(signatures.get(candidate.second()));
      if (candidate.mirrored()) {
        second = new Alignment.Layer[] {second[0].mirrored(), second[1].mirrored()};
      }
      keepBetter(
          matches,
          new Match(
              candidate.first(),
              candidate.second(),
              candidate.mirrored(),
              Alignment.of(first, second)));
    }
    return matches;
  }

  private static void keepBetter(List<Match> matches, Match match) {
    for (int i = 0; i < matches.size(); i++) {
      Match other = matches.get(i);
      if (other.second() == match.second()) {
        if (match.agreement() > other.agreement()) {
          matches.set(i, match);
        }
        return;
      }
    }
    matches.add(match);
  }

  /**
   * Finds all pairs that show one film.
   *
   * @param signatures of all images
   * @return the pairs, the surest first
   */
  public static List<Match> among(List<Signature> signatures) {
    List<Match> found = new ArrayList<>();
    for (List<Candidate> candidates : candidates(signatures)) {
      matches(signatures, candidates).stream().filter(Match::isDuplicate).forEach(found::add);
    }
    found.sort(SUREST_FIRST);
    return found;
  }

  /** The surest first, and of equally sure ones the earliest. */
  public static final Comparator<Match> SUREST_FIRST =
      Comparator.comparingDouble(Match::agreement)
          .reversed()
          .thenComparingInt(Match::first)
          .thenComparingInt(Match::second);
}
