package org.pleura.explain;

import java.util.Optional;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;

/**
 * ScoreCAM (Wang et al., CVPR Workshops 2020, arXiv 1910.01279): each feature map A_k of a layer,
 * enlarged and brought to 0 to 1, is laid over the image as a mask H_k, and the network is asked
 * what it says of what is left; the maps are added up with what it said as weights. No gradient is
 * needed.
 *
 * <pre>{@code
 * H_k  = (zoom(A_k) - min) / (max - min + 1e-7)
 * w_k  = z(b + H_k (x - b)) - z(b)
 * cell = sum over k of w_k A_kij
 * }</pre>
 *
 * <p>z is the logit, x the image and b the background: an image of nothing but the mean of x. The
 * paper turns the w_k into a softmax over the channels and keeps what is above 0; with one logit
 * the sign says for (above 0) or against (below 0), so both are left out here.
 *
 * <p>What the lesson calls ScoreCAM is none: since its version 0.7 tf-keras-vis applies a softmax
 * to the network's output before it is used as a weight, and the softmax of one number is 1. Every
 * w_k is 1, the map is {@code relu(sum over k of A_kij)}, and no layer after the explained one has
 * any part in it. That is {@link Weights#LESSON}.
 *
 * @param layer that makes the feature maps; empty for the {@linkplain ExplainedLayer#usual usual
 *     one}
 * @param weights what the maps are weighted with
 */
public record ScoreCam(Optional<String> layer, Weights weights) implements SaliencyMethod {
  /** What the feature maps are weighted with. */
  public enum Weights {
    /** How the logit rises when only what the map covers is seen. */
    LOGIT,
    /** 1, as tf-keras-vis does for networks with one output. */
    LESSON
  }

  @Override
  public String word() {
    return weights == Weights.LESSON ? "scorecam-lesson" : "scorecam";
  }

  @Override
  public String title() {
    return weights == Weights.LESSON
        ? "ScoreCAM as in the lesson (sum of maps)"
        : "ScoreCAM of the logit";
  }

  @Override
  public Heatmap explain(Network network, float[] image) {
    ExplainedLayer explained = ExplainedLayer.of(network, image, layer);
    float[] maps = explained.maps();
    int channels = explained.channels();
    double[] cells = new double[explained.cells()];
    Background background = Background.of(network, image);
    for (int k = 0; k < channels; k++) {
      float[] map = new float[cells.length];
      for (int cell = 0; cell < cells.length; cell++) {
        map[cell] = maps[cell * channels + k];
      }
      if (isConstant(map) && weights == Weights.LOGIT) {
        continue; // As a mask it hides all of the image, so its weight is 0.
      }
      double weight =
          weights == Weights.LESSON
              ? 1
              : background.rise(mask(map, explained, network.graph().inputShape()));
      for (int cell = 0; cell < cells.length; cell++) {
        cells[cell] += weight * map[cell];
      }
    }
    float[] sums = new float[cells.length];
    for (int cell = 0; cell < cells.length; cell++) {
      sums[cell] = (float) (weights == Weights.LESSON ? Math.max(0, cells[cell]) : cells[cell]);
    }
    return weights == Weights.LESSON
        ? explained.positive(title(), sums)
        : explained.signed(title(), sums);
  }

  private static boolean isConstant(float[] map) {
    for (float value : map) {
      if (value != map[0]) {
        return false;
      }
    }
    return true;
  }

  /** A feature map as a mask over the image. */
  private static float[] mask(float[] map, ExplainedLayer explained, Shape input) {
    float[] mask =
        CornerAlignedZoom.expand(
            map, explained.rows(), explained.columns(), input.height(), input.width());
    Heatmap.normalise(mask);
    return mask;
  }
}
