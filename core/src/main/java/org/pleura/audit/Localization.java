package org.pleura.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.pleura.evaluate.Estimate;
import org.pleura.explain.Heatmap;

/**
 * Does a map point at the finding, where it is known where that is? Of the pixels of positive
 * images that the model recognises, as many as the mask has are taken in the map's order, the
 * strongest evidence for first, and the share of them inside the mask (relevance rank accuracy,
 * Arras, Osman and Samek, Information Fusion 81, 2022) is compared with what maps reach that know
 * nothing of the image: the mean mask of the other images, the usual place of the lungs, a blob in
 * the centre, and chance. A map that is not better, but whose cells are larger than what is to be
 * found, is too coarse to tell.
 */
public final class Localization {
  private static final double WORTH = 0.05;

  private static final String RULE =
      String.format(
          Locale.ROOT,
          "the share of the map's strongest pixels, as many as the finding has, that lie in the"
              + " finding is above that of the best of the mean mask of other images, the usual place"
              + " of the lungs, a blob in the centre, and chance, with its interval; otherwise it fails if"
              + " it is surely less than %.2f better, unless its cells are larger than the finding",
          WORTH);

  private Localization() {}

  /**
   * The share of the strongest pixels, as many as the mask has, that lie in the mask. Pixels tied
   * at the border count with the share of them that fits.
   *
   * @param map one number for each pixel
   * @param mask where the finding is
   * @return 0 to 1; empty for a mask that is empty, never a free hit, or full
   */
  public static OptionalDouble rankAccuracy(float[] map, boolean[] mask) {
    int size = size(mask);
    if (size == 0 || size == mask.length) {
      return OptionalDouble.empty();
    }
    float[] sorted = map.clone();
    Arrays.sort(sorted);
    float border = sorted[sorted.length - size];
    int above = 0;
    int inside = 0;
    int tied = 0;
    int tiedInside = 0;
    for (int i = 0; i < map.length; i++) {
      if (map[i] > border) {
        above++;
        inside += mask[i] ? 1 : 0;
      } else if (map[i] == border) {
        tied++;
        tiedInside += mask[i] ? 1 : 0;
      }
    }
    return OptionalDouble.of((inside + (double) tiedInside * (size - above) / tied) / size);
  }

  /**
   * The pointing game (Zhang et al., IJCV 126, 2018), without its tolerance: whether the strongest
   * pixel lies in the mask.
   *
   * @param map one number for each pixel
   * @param mask where the finding is
   * @return the share of the strongest pixels, if several are equal, that lie in the mask; empty
   *     for a mask that is empty or full
   */
  public static OptionalDouble pointingGame(float[] map, boolean[] mask) {
    int size = size(mask);
    if (size == 0 || size == mask.length) {
      return OptionalDouble.empty();
    }
    float most = Float.NEGATIVE_INFINITY;
    for (float value : map) {
      most = Math.max(most, value);
    }
    int tied = 0;
    int inside = 0;
    for (int i = 0; i < map.length; i++) {
      if (map[i] == most) {
        tied++;
        inside += mask[i] ? 1 : 0;
      }
    }
    return OptionalDouble.of((double) inside / tied);
  }

  /**
   * The share of the evidence for that lies in the mask: {@code sum of the map above 0 inside / sum
   * of the map above 0} (the energy-based pointing game, Wang et al., CVPR Workshops 2020, arXiv
   * 1910.01279).
   *
   * @param map one number for each pixel
   * @param mask where the finding is
   * @return 0 to 1; empty for a mask that is empty or full, and for a map without evidence for
   */
  public static OptionalDouble energyInside(float[] map, boolean[] mask) {
    double inside = 0;
    double all = 0;
    for (int i = 0; i < map.length; i++) {
      double energy = Math.max(0, map[i]);
      all += energy;
      inside += mask[i] ? energy : 0;
    }
    int size = size(mask);
    return size == 0 || size == mask.length || all == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(inside / all);
  }

  /**
   * The area under the curve of precision and recall of the map as a detector of the mask's pixels,
   * by steps, as {@code sklearn.metrics.average_precision_score}: equal values come together.
   *
   * @param map one number for each pixel
   * @param mask where the finding is
   * @return 0 to 1, about the mask's share of the image for a map that knows nothing; empty for a
   *     mask that is empty or full
   */
  public static OptionalDouble averagePrecision(float[] map, boolean[] mask) {
    int size = size(mask);
    if (size == 0 || size == mask.length) {
      return OptionalDouble.empty();
    }
    int[] order = PixelOrder.descending(map);
    double area = 0;
    int found = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      int before = found;
      while (to < order.length && map[order[to]] == map[order[from]]) {
        found += mask[order[to]] ? 1 : 0;
        to++;
      }
      area += (double) (found - before) / size * found / to;
      from = to;
    }
    return OptionalDouble.of(area);
  }

  /** The usual place of the lungs: two upright ellipses, 1 inside and 0 outside. */
  static float[] lungArea(int height, int width) {
    float[] area = new float[height * width];
    for (int row = 0; row < height; row++) {
      double v = ((row + 0.5) / height - 0.47) / 0.33;
      for (int column = 0; column < width; column++) {
        double x = (column + 0.5) / width;
        double u = (x - (x < 0.5 ? 0.3 : 0.7)) / 0.15;
        area[row * width + column] = u * u + v * v < 1 ? 1 : 0;
      }
    }
    return area;
  }

  private static int size(boolean[] mask) {
    int size = 0;
    for (boolean in : mask) {
      size += in ? 1 : 0;
    }
    return size;
  }

  /**
   * The mean of masks: how often the finding is at a pixel.
   *
   * @param masks of images, all of one size
   * @param pixels in each of them
   * @return one number for each pixel, 0 to 1; 0 everywhere if there is no mask
   */
  static float[] meanMask(List<boolean[]> masks, int pixels) {
    float[] mean = new float[pixels];
    for (boolean[] mask : masks) {
      for (int i = 0; i < pixels; i++) {
        mean[i] += mask[i] ? 1 : 0;
      }
    }
    for (int i = 0; i < pixels; i++) {
      mean[i] /= Math.max(1, masks.size());
    }
    return mean;
  }

  /**
   * One image.
   *
   * @param strongest the method's rank accuracy
   * @param hit its pointing game
   * @param energy its evidence inside; empty if it has none
   * @param precision its average precision
   * @param baselines the rank accuracies of maps that know nothing of the image
   * @param size of the mask over that of one cell of the map
   */
  public record OfImage(
      double strongest,
      double hit,
      OptionalDouble energy,
      double precision,
      Baselines baselines,
      double size) {}

  /**
   * The rank accuracies of maps that know nothing of an image.
   *
   * @param meanMask the mean mask of the other images
   * @param lungs the usual place of the lungs
   * @param centre a blob in the centre
   * @param chance the mask's share of the image, which a random map reaches
   */
  public record Baselines(double meanMask, double lungs, double centre, double chance) {
    /** Of a mask that is neither empty nor full. */
    static Baselines of(boolean[] mask, List<boolean[]> others, float[] centre, int height) {
      float[] lungs = lungArea(height, mask.length / height);
      return new Baselines(
          rankAccuracy(Localization.meanMask(others, mask.length), mask).orElseThrow(),
          rankAccuracy(lungs, mask).orElseThrow(),
          rankAccuracy(centre, mask).orElseThrow(),
          (double) size(mask) / mask.length);
    }
  }

  /** Looks at one map, where the finding is known and neither nowhere nor everywhere. */
  static OfImage of(Heatmap map, boolean[] mask, Baselines baselines) {
    float[] pixels = map.expanded();
    return new OfImage(
        rankAccuracy(pixels, mask).orElseThrow(),
        pointingGame(pixels, mask).orElseThrow(),
        energyInside(pixels, mask),
        averagePrecision(pixels, mask).orElseThrow(),
        baselines,
        size(mask) / (map.cellHeight() * map.cellWidth()));
  }

  /**
   * Judges a method.
   *
   * @param images what was found of each image
   * @return the finding
   */
  public static Finding judge(List<OfImage> images) {
    return judge(Check.LOCALIZATION, RULE, "the mean mask of other images", images);
  }

  /** As {@link #judge(List)}, for another check that asks the same; its mean mask has a name. */
  static Finding judge(Check check, String rule, String meanMask, List<OfImage> images) {
    Map<String, double[]> baselines = new LinkedHashMap<>();
    baselines.put(meanMask, each(images, one -> one.baselines().meanMask()));
    baselines.put("the usual place of the lungs", each(images, one -> one.baselines().lungs()));
    baselines.put("a blob in the centre", each(images, one -> one.baselines().centre()));
    baselines.put("chance", each(images, one -> one.baselines().chance()));
    double[] strongest = each(images, OfImage::strongest);
    Map<String, Estimate> figures = new LinkedHashMap<>();
    figures.put("strongest pixels inside", Likenesses.mean(strongest));
    String best = "chance";
    for (Map.Entry<String, double[]> baseline : baselines.entrySet()) {
      figures.put(
          "strongest pixels inside, of " + baseline.getKey(), Likenesses.mean(baseline.getValue()));
      if (sum(baseline.getValue()) > sum(baselines.getOrDefault(best, new double[0]))) {
        best = baseline.getKey();
      }
    }
    figures.put("pointing game", Likenesses.mean(each(images, OfImage::hit)));
    figures.put(
        "energy inside",
        Likenesses.mean(
            images.stream().map(OfImage::energy).toList(),
            "a map has no evidence for the finding in %d of %d images"));
    figures.put("average precision", Likenesses.mean(each(images, OfImage::precision)));
    double[] baseline = baselines.getOrDefault(best, new double[0]);
    double[] better = new double[images.size()];
    for (int i = 0; i < better.length; i++) {
      better[i] = strongest[i] - baseline[i];
    }
    Finding finding = Better.judged(check, better, best, WORTH, rule, figures);
    double[] sizes = each(images, OfImage::size);
    Arrays.sort(sizes);
    boolean coarse = sizes.length > 0 && sizes[sizes.length / 2] < 1;
    return finding.verdict() == Verdict.FAIL && coarse
        ? new Finding(
            check,
            Verdict.CANNOT_TELL,
            String.format(
                Locale.ROOT,
                "the map is too coarse: on the median what is to be found is %.2f of a cell; %s",
                sizes[sizes.length / 2],
                finding.why()),
            rule,
            finding.figures())
        : finding;
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static double[] each(List<OfImage> images, ToDoubleFunction<OfImage> value) {
    return images.stream().mapToDouble(value).toArray();
  }
}
