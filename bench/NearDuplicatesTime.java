import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.pleura.duplicates.NearDuplicates;
import org.pleura.duplicates.Signature;
import org.pleura.image.GrayImage;

/**
 * How the search for films that are there twice grows with the number of images: processor seconds
 * of one thread for the candidates, how many they are and how many of the copies are among them,
 * milliseconds of a closer look at one candidate (of the first 2000), and the memory that is held. The images are drawn, 64 x 64: one picture that all have in common, and
 * smooth waves of each one's own; every fiftieth is a brighter, shifted copy of an earlier one.
 *
 * <p>{@code java -cp core/target/classes:nn/target/classes bench/NearDuplicatesTime.java 3000
 * 10000}
 */
class NearDuplicatesTime {
  private static final int SIDE = 64;
  private static final int HIGHEST = 8;

  public static void main(String[] counts) {
    System.out.println("images candidates-s candidates copies among-them look-ms MiB");
    for (String count : counts) {
      measure(Integer.parseInt(count));
    }
  }

  private static void measure(int images) {
    Random random = new Random(1);
    double[][] common = waves(new Random(0));
    List<double[][]> films = new ArrayList<>();
    List<Signature> signatures = new ArrayList<>();
    int copies = 0;
    int[] copyOf = new int[images];
    for (int i = 0; i < images; i++) {
      boolean copy = i % 50 == 49;
      int of = copy ? i - 1 - random.nextInt(40) : i;
      films.add(copy ? films.get(films.size() - (i - of)) : waves(random));
      if (films.size() > 64) {
        films.remove(0);
      }
      copies += copy ? 1 : 0;
      copyOf[i] = copyOf[of] == 0 ? of : copyOf[of];
      signatures.add(
          Signature.of(drawn(common, films.get(films.size() - 1), copy ? 1.3 : 1, copy ? 2 : 0)));
    }
    System.gc();
    ThreadMXBean processor = ManagementFactory.getThreadMXBean();
    long start = processor.getCurrentThreadCpuTime();
    List<List<NearDuplicates.Candidate>> candidates = NearDuplicates.candidates(signatures);
    long searched = processor.getCurrentThreadCpuTime();
    int count = 0;
    int looked = 0;
    boolean[] among = new boolean[images];
    for (List<NearDuplicates.Candidate> of : candidates) {
      count += of.size();
      for (NearDuplicates.Candidate one : of) {
        among[one.second()] |= copyOf[one.second()] == one.first();
      }
    }
    long before = processor.getCurrentThreadCpuTime();
    for (int i = 0; i < images && looked < 2000; i++) {
      NearDuplicates.matches(signatures, candidates.get(i));
      looked += candidates.get(i).size();
    }
    long after = processor.getCurrentThreadCpuTime();
    int held = 0;
    for (boolean is : among) {
      held += is ? 1 : 0;
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%d %.1f %d %d %d %.1f %d%n",
        images,
        (searched - start) / 1e9,
        count,
        copies,
        held,
        (after - before) / 1e6 / looked,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    if (signatures.size() + candidates.size() != 2 * images) {
      throw new IllegalStateException("each image has a signature and a list");
    }
  }

  /** Amplitudes of waves, smaller the finer. */
  private static double[][] waves(Random random) {
    double[][] waves = new double[HIGHEST][HIGHEST];
    for (int v = 0; v < HIGHEST; v++) {
      for (int u = 0; u < HIGHEST; u++) {
        waves[v][u] = random.nextGaussian() / (1 + v * v + u * u);
      }
    }
    return waves;
  }

  private static GrayImage drawn(double[][] common, double[][] own, double contrast, int shift) {
    double[][] across = new double[SIDE][HIGHEST];
    for (int x = 0; x < SIDE; x++) {
      for (int u = 0; u < HIGHEST; u++) {
        across[x][u] = Math.cos(Math.PI * u * (x + shift + 0.5) / SIDE);
      }
    }
    byte[] pixels = new byte[SIDE * SIDE];
    double[] line = new double[HIGHEST];
    for (int y = 0; y < SIDE; y++) {
      for (int u = 0; u < HIGHEST; u++) {
        line[u] = 0;
        for (int v = 0; v < HIGHEST; v++) {
          line[u] += (common[v][u] + own[v][u]) * across[y][v];
        }
      }
      for (int x = 0; x < SIDE; x++) {
        double gray = 0;
        for (int u = 0; u < HIGHEST; u++) {
          gray += line[u] * across[x][u];
        }
        double between = 1 / (1 + Math.exp(-contrast * gray));
        pixels[y * SIDE + x] = (byte) Math.round(255 * between);
      }
    }
    return GrayImage.of(SIDE, SIDE, pixels);
  }
}
