package org.pleura.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pleura.explain.SaliencyMethod;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Extent;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Padding;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.KeptWeights;
import org.pleura.nn.train.LearningRateSchedule;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingSet;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;

/**
 * Drawn images of which it is known why the network is right: the positive ones have a bright ring
 * somewhere, and nothing else tells them from the negative ones. The audit must pass a method that
 * shows it, fail what shows nothing, and find a marker that was planted.
 */
class AuditOfKnownReasonsTest {
  private static final int SIDE = 32;
  private static final Shape SHAPE = Shape.of(SIDE, SIDE, 1);
  private static final int TRAINING = 160;
  private static final int ASKED = 48;

  private static final List<float[]> IMAGES = new ArrayList<>();
  private static final Map<Integer, boolean[]> RINGS = new TreeMap<>();
  private static Network network;
  private static Network marked;

  /** Images of even number have a ring. */
  @BeforeAll
  static void drawAndTrain() {
    Random random = new Random(8);
    for (int i = 0; i < TRAINING + ASKED; i++) {
      boolean[] ring = ring(random.nextInt(SIDE - 10), random.nextInt(SIDE - 10));
      float[] image = new float[SIDE * SIDE];
      for (int p = 0; p < image.length; p++) {
        image[p] = (float) (0.4 * random.nextGaussian() + (i % 2 == 0 && ring[p] ? 1.5 : 0));
      }
      IMAGES.add(image);
      if (i % 2 == 0 && i < ASKED) {
        RINGS.put(i, ring);
      }
    }
    network = trained(IMAGES);
    List<float[]> withMarkers = new ArrayList<>();
    for (int i = 0; i < IMAGES.size(); i++) {
      // The marker instead of the ring: every image is taken from one without.
      float[] bare = IMAGES.get(i | 1);
      withMarkers.add(i % 2 == 0 ? PlantedShortcut.painted(bare, marker(i)) : bare);
    }
    marked = trained(withMarkers);
  }

  private static boolean[] ring(int top, int left) {
    boolean[] ring = new boolean[SIDE * SIDE];
    for (int p = 0; p < ring.length; p++) {
      double distance = Math.hypot(p / SIDE - top - 4.5, p % SIDE - left - 4.5);
      ring[p] = distance > 2 && distance < 5;
    }
    return ring;
  }

  private static boolean[] marker(int index) {
    return PlantedShortcut.place(SHAPE, index / 2 % 4);
  }

  /** Two convolutions and no dense layer between: what it says is a sum of what its cells say. */
  private static Network trained(List<float[]> images) {
    Graph graph =
        Graph.sequential(
            SHAPE,
            convolution(6),
            MaxPooling2D.of(2),
            convolution(8),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    TrainingSet set =
        new TrainingSet() {
          @Override
          public int size() {
            return TRAINING;
          }

          @Override
          public float target(int index) {
            return 1 - index % 2;
          }

          @Override
          public Input draw(int index, Mt19937 numpy) {
            float[] image = images.get(ASKED + index);
            return pixels -> System.arraycopy(image, 0, pixels, 0, image.length);
          }
        };
    TrainingPlan plan =
        new TrainingPlan(
            60,
            16,
            OptionalInt.empty(),
            new Optimizer.Adam(0.01, 0.9, 0.999, 1e-7),
            new LearningRateSchedule.Constant(),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0,
            5);
    ValidationSet validation =
        new ValidationSet(List.of(set.draw(0, Mt19937.numpy(0))), List.of(1f));
    try (Fitting fitting = new Fitting(graph, plan, set, validation, 2)) {
      TrainingState state = fitting.run(new FittingListener() {});
      assertThat(state.history().epochs().get(59).accuracy()).isGreaterThan(0.97);
      return state.network();
    }
  }

  private static Conv2D convolution(int filters) {
    return new Conv2D(
        filters,
        new Extent(3, 3),
        Extent.ONE,
        Padding.SAME,
        Extent.ONE,
        true,
        ActivationFunction.RELU);
  }

  private static Map<Check, Finding> audit(String word) {
    Set<Check> checks = EnumSet.allOf(Check.class);
    checks.remove(Check.LABELS);
    checks.remove(Check.REPEATABILITY);
    Twins twins = new Twins(Optional.empty(), 0, Optional.of(marked), 1, List.of(), 1);
    Audit audit = new Audit(network, checks, Optional.of(twins), RINGS);
    SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
    List<ComparedMap> originals =
        IMAGES.subList(0, ASKED).stream().map(image -> audit.original(method, image)).toList();
    List<Audit.OfImage> found =
        IntStream.range(0, ASKED)
            .mapToObj(
                index -> {
                  float[] image = IMAGES.get(index);
                  OptionalInt corner = OptionalInt.of(index / 2 % 4);
                  return audit.of(method, image, audit.subject(image, index, corner), originals);
                })
            .toList();
    Map<Check, Finding> findings = new LinkedHashMap<>();
    audit.findings(found).forEach(finding -> findings.put(finding.check(), finding));
    return findings;
  }

  private static Verdict verdict(Map<Check, Finding> findings, Check check) {
    return Objects.requireNonNull(findings.get(check)).verdict();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gradcam", "hirescam"})
  void whatShowsTheReasonPassesAllChecks(String word) {
    audit(word)
        .values()
        .forEach(
            finding ->
                assertThat(finding.verdict())
                    .as("%s: %s", finding.check(), finding.why())
                    .isEqualTo(Verdict.PASS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gradcam", "gradcam++", "scorecam", "layercam", "occlusion", "gradient"})
  void thePlantedShortcutIsFound(String word) {
    assertThat(verdict(audit(word), Check.SHORTCUT)).isEqualTo(Verdict.PASS);
  }

  @Test
  void aRandomMapFailsWhereverItIsAskedWhatTheNetworkGoesBy() {
    Map<Check, Finding> random = audit("random");
    for (Check check :
        List.of(
            Check.WEIGHTS,
            Check.FAITHFULNESS,
            Check.LOCALIZATION,
            Check.STABILITY,
            Check.SHORTCUT)) {
      assertThat(verdict(random, check)).as(check.word()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void edgesFailAlthoughTheyPointAtWhatIsBright() {
    Map<Check, Finding> sobel = audit("sobel");
    assertThat(verdict(sobel, Check.SHORTCUT)).isEqualTo(Verdict.PASS);
    assertThat(verdict(sobel, Check.WEIGHTS)).isEqualTo(Verdict.FAIL);
    assertThat(verdict(sobel, Check.RESPONSE)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aBlobInTheCentreFailsEverything() {
    Map<Check, Finding> centre = audit("centre");
    assertThat(verdict(centre, Check.STABILITY)).isEqualTo(Verdict.FAIL);
    assertThat(verdict(centre, Check.WEIGHTS)).isEqualTo(Verdict.FAIL);
    assertThat(verdict(centre, Check.RESPONSE)).isEqualTo(Verdict.FAIL);
    assertThat(verdict(centre, Check.FAITHFULNESS)).isEqualTo(Verdict.FAIL);
  }
}
