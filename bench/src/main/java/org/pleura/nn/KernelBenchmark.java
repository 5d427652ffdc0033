package org.pleura.nn;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each kernel alone, on numbers that stay in the first-level cache: a strip of the lesson's second
 * layer, 8 channels with windows of 3 x 3.
 *
 * <pre>{@code
 * mvn -q -P bench -DskipTests package
 * java --add-modules jdk.incubator.vector -cp "bench/target/classes:bench/target/lib/*" \
 *     org.openjdk.jmh.Main
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class KernelBenchmark {
  private static final int CHANNELS = 8;
  private static final int ROW = 130;

  /** Positions of a strip: 8 rows of 130, a multiple of the lanes. */
  private static final int LENGTH = 8 * ROW;

  private static final int PLANE = LENGTH + 4 * ROW;

  /** Which set. */
  @Param({"vector", "scalar"})
  public String kernels;

  private Kernels set;
  private float[] in;
  private float[] out;
  private float[] weights;
  private float[] sums;
  private int[] taps;
  private int[] positions;

  /** Fills the arrays. */
  @Setup
  public void fill() throws ReflectiveOperationException {
    set = kernels.equals("vector") ? Kernels.vector() : new ScalarKernels();
    Random random = new Random(1);
    in = numbers(random, CHANNELS * PLANE);
    out = numbers(random, CHANNELS * PLANE);
    weights = numbers(random, 9 * CHANNELS * Kernels.BLOCK);
    sums = new float[64 * Kernels.LANES];
    taps = new int[9 * CHANNELS];
    for (int t = 0; t < taps.length; t++) {
      int window = t / CHANNELS;
      taps[t] = t % CHANNELS * PLANE + window / 3 * ROW + window % 3;
    }
    positions = new int[64];
    for (int k = 0; k < positions.length; k++) {
      positions[k] = k / 8 * ROW + k % 8;
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** 72 taps, 4 output channels, 1,040 positions: 299,520 multiply-adds. */
  @Benchmark
  public float[] convolve() {
    set.convolve(in, 0, taps, weights, 0, weights, 0, out, PLANE, LENGTH);
    return out;
  }

  /** 3 taps, 4 output channels, 1,040 positions: 12,480 multiply-adds. */
  @Benchmark
  public float[] correlate() {
    set.correlate(out, 0, PLANE, in, 0, taps, 0, LENGTH, sums, 0);
    return sums;
  }

  /** 6 taps, 32 output channels, 64 positions: 12,288 multiply-adds. */
  @Benchmark
  public float[] outerProducts() {
    set.outerProducts(out, 0, 2 * Kernels.LANES, in, positions, taps, 0, sums, 0, 64);
    return sums;
  }

  /** 1,040 additions. */
  @Benchmark
  public float[] sum() {
    set.sum(in, 0, LENGTH, sums, 0);
    return sums;
  }

  /** Two rows of 128 become one of 64. */
  @Benchmark
  public float[] maxPool() {
    set.maxPool(0f, in, 0, ROW, out, 0, out, PLANE, 64);
    return out;
  }

  /** And back. */
  @Benchmark
  public float[] maxPoolGradient() {
    set.maxPoolGradient(in, 0, out, PLANE, out, 0, ROW, 64);
    return out;
  }
}
