package org.pleura.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.pleura.explain.CentreBlob;
import org.pleura.explain.Heatmap;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * What the checks need to know of one image before they ask a method about it; the same for all
 * methods, so found once. The pixels are handed over again with each question.
 *
 * @param index which of the images it is
 * @param still which small changes leave the prediction alone; none if stability is not asked
 * @param amount how much change of a pixel moves the prediction; empty if that cannot be done
 * @param faithfulness what maps that know nothing score; present if faithfulness is asked
 * @param finding where the finding is; empty if that is not known, or the network does not find it
 * @param marker where the marker is to be painted; empty if it is not
 */
public record Subject(
    int index,
    List<Boolean> still,
    OptionalDouble amount,
    Optional<Faithfulness.Baselines> faithfulness,
    Optional<Target> finding,
    Optional<Target> marker) {
  /** Copies the list. */
  public Subject {
    still = List.copyOf(still);
  }

  /** What a map should point at, and what maps that know nothing reach. */
  public static final class Target {
    private final boolean[] mask;
    private final Localization.Baselines baselines;

    /** The mask has one value for each pixel, and is neither nowhere nor everywhere. */
    Target(boolean[] mask, Localization.Baselines baselines) {
      this.mask = mask;
      this.baselines = baselines;
    }

    boolean[] mask() {
      return mask;
    }

    Localization.OfImage pointedAt(Heatmap map) {
      return Localization.of(map, mask, baselines);
    }
  }

  /**
   * Looks at an image.
   *
   * @param network under audit
   * @param checks what is asked
   * @param image its input
   * @param index which of the images it is, from 0
   * @param findings where the finding is in each image of which that is known, by its index
   * @param marker the corner where a marker is to be painted, if it is
   * @return what there is to know
   */
  static Subject of(
      Network network,
      Set<Check> checks,
      float[] image,
      int index,
      Map<Integer, boolean[]> findings,
      OptionalInt marker) {
    Shape shape = network.graph().inputShape();
    float[] centre = new CentreBlob().explain(network, image).expanded();
    Optional<Target> finding = Optional.empty();
    boolean[] mask = findings.get(index);
    if (mask != null) {
      List<boolean[]> others =
          findings.entrySet().stream()
              .filter(entry -> entry.getKey() != index)
              .map(Map.Entry::getValue)
              .toList();
      finding =
          Optional.of(
              new Target(mask, Localization.Baselines.of(mask, others, centre, shape.height())));
    }
    Optional<Target> marked = Optional.empty();
    if (marker.isPresent()) {
      List<boolean[]> corners = new ArrayList<>();
      for (int corner = 0; corner < 4; corner++) {
        corners.add(PlantedShortcut.place(shape, corner));
      }
      boolean[] place = corners.get(marker.getAsInt());
      marked =
          Optional.of(
              new Target(place, Localization.Baselines.of(place, corners, centre, shape.height())));
    }
    return new Subject(
        index,
        checks.contains(Check.STABILITY) ? Stability.still(network, image) : List.of(),
        checks.contains(Check.RESPONSE) ? Response.amount(network, image) : OptionalDouble.empty(),
        checks.contains(Check.FAITHFULNESS)
            ? Optional.of(Faithfulness.Baselines.of(network, image))
            : Optional.empty(),
        finding,
        marked);
  }
}
