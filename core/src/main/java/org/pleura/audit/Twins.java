package org.pleura.audit;

import java.util.List;
import java.util.Optional;
import org.pleura.nn.Network;

/**
 * Networks of the same plan as the audited one, trained otherwise so that their maps tell
 * something.
 *
 * @param shuffled has learned shuffled labels
 * @param learnedShuffled the share of them it knows, 0 to 1
 * @param marked has learned images with a marker on the positive ones
 * @param learnedMarker the share of images whose class it tells by the marker: positive ones with
 *     it and the same without it, 0 to 1
 * @param others have been trained as the audited one with other seeds, and learned more than the
 *     majority class
 * @param trainings how many were trained so, the audited one included
 */
public record Twins(
    Optional<Network> shuffled,
    double learnedShuffled,
    Optional<Network> marked,
    double learnedMarker,
    List<Network> others,
    int trainings) {
  /** Copies the list. */
  public Twins {
    others = List.copyOf(others);
  }
}
