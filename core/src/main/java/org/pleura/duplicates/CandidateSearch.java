package org.pleura.duplicates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.pleura.nn.random.Mt19937;

/**
 * Which pairs of images could show one film, by their descriptors. Up to {@link #ALL_PAIRS} images,
 * all pairs are compared. Of more, only those that fall into one bucket in at least one of {@link
 * #TABLES} tables: each table cuts the descriptors by random planes through the origin (Charikar,
 * STOC 2002), as many as leave some tens of images in a bucket; within a bucket each is compared
 * with the {@link #WINDOW} that come next along a random line, and of the candidates of one image
 * the {@link #MOST_OF_ONE} most alike are kept. So the work grows with n log n, the memory with n.
 *
 * <p>Chest radiographs resemble each other. What all have in common, the leading direction of the
 * descriptors, is taken out before they are compared, if there are enough images to know it.
 */
final class CandidateSearch {
  private static final int ALL_PAIRS = 3000;
  private static final int TABLES = 48;
  private static final int WINDOW = 64;
  private static final int BUCKET_BITS = 6;

  /** Of one image; where all are compared with all, there is no such limit. */
  private static final int MOST_OF_ONE = 16;

  /** So many images show what all have in common. */
  private static final int ENOUGH_FOR_COMMON = 200;

  /** With what is common still in, and without it: the least cosine of a candidate. */
  private static final double WITH_COMMON = 0.76;

  private static final double WITHOUT_COMMON = 0.62;

  /** So alike that they are candidates whatever all have in common. */
  private static final double ALIKE = 0.97;

  private static final int ITERATIONS = 50;
  private static final long SEED = 20170705;

  private final int images;

  /** Two for each image, as it is and mirrored: 2 i and 2 i + 1. */
  private final float[][] raw;

  private final float[][] reduced;
  private final List<List<NearDuplicates.Candidate>> found = new ArrayList<>();

  CandidateSearch(List<Signature> signatures) {
    images = signatures.size();
    raw = new float[2 * images][];
    for (int i = 0; i < images; i++) {
      raw[2 * i] = signatures.get(i).descriptor();
      raw[2 * i + 1] = signatures.get(i).mirroredDescriptor();
      found.add(new ArrayList<>());
    }
    reduced = images < ENOUGH_FOR_COMMON ? raw : withoutCommon(raw);
  }

  /** For each image its candidates among the later ones. */
  List<List<NearDuplicates.Candidate>> candidates() {
    if (images <= ALL_PAIRS) {
      for (int i = 0; i < images; i++) {
        for (int j = 2 * i + 2; j < 2 * images; j++) {
          consider(2 * i, j);
        }
      }
    } else {
      hash();
    }
    return found;
  }

  private void consider(int a, int b) {
    int first = Math.min(a, b);
    int second = Math.max(a, b);
    if (!isCandidate(first, second)) {
      return;
    }
    NearDuplicates.Candidate candidate =
        new NearDuplicates.Candidate(first / 2, second / 2, first % 2 != second % 2);
    List<NearDuplicates.Candidate> of = found.get(first / 2);
    if (images <= ALL_PAIRS) {
      of.add(candidate);
    } else if (!of.contains(candidate)) {
      of.add(candidate);
      if (of.size() >= 2 * MOST_OF_ONE) {
        keepBest(of);
      }
    }
  }

  private void keepBest(List<NearDuplicates.Candidate> of) {
    of.sort(
        Comparator.comparingDouble(this::likeness)
            .reversed()
            .thenComparingInt(NearDuplicates.Candidate::second));
    of.subList(Math.min(MOST_OF_ONE, of.size()), of.size()).clear();
  }

  private double likeness(NearDuplicates.Candidate candidate) {
    int twin = 2 * candidate.second() + (candidate.mirrored() ? 1 : 0);
    return Math.abs(dot(reduced[2 * candidate.first()], reduced[twin]));
  }

  private boolean isCandidate(int a, int b) {
    if (reduced != raw && Math.abs(dot(reduced[a], reduced[b])) >= WITHOUT_COMMON) {
      return true;
    }
    return Math.abs(dot(raw[a], raw[b])) >= (reduced == raw ? WITH_COMMON : ALIKE);
  }

  private void hash() {
    Mt19937 random = Mt19937.numpy(SEED);
    int bits = 0;
    while (images >> (bits + BUCKET_BITS) > 0) {
      bits++;
    }
    long[] keys = new long[raw.length];
    for (int table = 0; table < TABLES; table++) {
      float[][] planes = new float[bits][];
      for (int bit = 0; bit < bits; bit++) {
        planes[bit] = direction(random);
      }
      float[] line = direction(random);
      for (int i = 0; i < keys.length; i++) {
        keys[i] = key(reduced[i], planes, line, i);
      }
      Arrays.sort(keys);
      lookAround(keys);
    }
    found.forEach(this::keepBest);
  }

  /**
   * The bucket in the upper bits, the place along the line in the middle, the image in the lower.
   * An inverted image lies on the other side of all planes: the first plane says which of the two
   * it is, and then both have one key.
   */
  private static long key(float[] descriptor, float[][] planes, float[] line, int image) {
    boolean flipped = dot(descriptor, planes[0]) < 0;
    long bucket = 0;
    for (float[] plane : planes) {
      bucket = bucket << 1 | ((dot(descriptor, plane) < 0) == flipped ? 0 : 1);
    }
    double place = dot(descriptor, line) * (flipped ? -1 : 1);
    // The line has length 1 and so has the descriptor: the place is -1 to 1.
    long along = Math.min(1023, Math.max(0, (long) ((place + 1) * 512)));
    return (bucket << 10 | along) << 32 | image;
  }

  private void lookAround(long[] keys) {
    for (int i = 0; i < keys.length; i++) {
      int a = (int) keys[i];
      for (int j = i + 1; j < Math.min(keys.length, i + 1 + WINDOW); j++) {
        if (keys[i] >>> 42 != keys[j] >>> 42) {
          break;
        }
        int b = (int) keys[j];
        // Both mirrored is the same as neither mirrored, and an image is not its own duplicate.
        if (a / 2 != b / 2 && (a % 2 == 0 || b % 2 == 0)) {
          consider(a, b);
        }
      }
    }
  }

  /** A random direction, of length 1: normal numbers by the sum of twelve uniform ones. */
  private static float[] direction(Mt19937 random) {
    float[] direction = new float[Signature.LENGTH];
    double squares = 0;
    for (int i = 0; i < direction.length; i++) {
      double sum = -6;
      for (int k = 0; k < 12; k++) {
        sum += random.nextDouble();
      }
      direction[i] = (float) sum;
      squares += sum * sum;
    }
    scale(direction, 1 / Math.sqrt(squares));
    return direction;
  }

  /** Takes out the leading direction, by power iteration from the first descriptor's side. */
  private static float[][] withoutCommon(float[][] descriptors) {
    int n = Signature.LENGTH;
    double[][] moments = new double[n][n];
    for (float[] descriptor : descriptors) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          moments[i][j] += (double) descriptor[i] * descriptor[j];
        }
      }
    }
    float[] common = new float[n];
    Arrays.fill(common, (float) (1 / Math.sqrt(n)));
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      float[] next = new float[n];
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += moments[i][j] * common[j];
        }
        next[i] = (float) (sum / descriptors.length);
        squares += (double) next[i] * next[i];
      }
      scale(next, squares < 1e-20 ? 0 : 1 / Math.sqrt(squares));
      common = next;
    }
    float[][] without = new float[descriptors.length][];
    for (int i = 0; i < descriptors.length; i++) {
      float[] rest = descriptors[i].clone();
      double along = dot(rest, common);
      for (int k = 0; k < n; k++) {
        rest[k] -= (float) (along * common[k]);
      }
      double squares = dot(rest, rest);
      scale(rest, squares < 1e-12 ? 0 : 1 / Math.sqrt(squares));
      without[i] = rest;
    }
    return without;
  }

  private static void scale(float[] vector, double by) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= (float) by;
    }
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
