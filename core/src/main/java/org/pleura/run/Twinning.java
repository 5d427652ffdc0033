package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.pleura.audit.PlantedShortcut;
import org.pleura.audit.Twins;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.NonFiniteLossException;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;
import org.pleura.prepare.Augmentation;

/** Trains the networks of an audit that have learned something else, by the run's own plan. */
final class Twinning {
  /** Trainings with other seeds: with the run's own there are five. */
  private static final int OTHERS = 4;

  /** A twin learns the labels of so many images by heart. */
  private static final int BY_HEART = 256;

  /** So many epochs at most, to learn labels by heart or to go by a marker. */
  private static final int EPOCHS = 100;

  /** Labels known by heart, or told by the marker, when that is learned. */
  private static final double ENOUGH = 0.98;

  private final Plan plan;
  private final Split split;
  private final Function<Radiograph, float[]> prepared;
  private final Shape shape;
  private final int threads;
  private final Progress progress;

  private Twinning(Run run, Shape shape, int threads, Progress progress) {
    this.plan = run.plan();
    this.split = run.split();
    this.prepared = run.data().images()::sharedUnchecked;
    this.shape = shape;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Trains the twins of a run.
   *
   * @throws IOException if an image cannot be read any more
   */
  static Twins of(Run run, int threads, Progress progress) throws IOException {
    Shape shape = run.plan().graph().inputShape();
    Twinning twinning = new Twinning(run, shape, threads, progress);
    try {
      return twinning.twins();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Twins twins() throws PlanException {
    List<Network> others = new ArrayList<>();
    for (int i = 1; i <= OTHERS; i++) {
      long seed = (plan.seed() + i) & 0xffffffffL;
      String what = "Training with seed " + seed;
      try {
        TrainingState state = trained(seed, what);
        if (ConstantProbability.notBeaten(state.history(), split).isEmpty()) {
          others.add(state.best());
        }
      } catch (NonFiniteLossException diverged) {
        // It has learned nothing, and is not counted among those that have.
        progress.at(what, plan.training().epochs(), plan.training().epochs());
      }
    }
    Network marked = goingByMarker();
    List<Radiograph> shuffled = shuffled();
    Network byHeart = byHeart(shuffled);
    return new Twins(
        byHeart, share(byHeart, shuffled), marked, goesByMarker(marked), others, OTHERS + 1);
  }

  private TrainingState trained(long seed, String what) throws PlanException {
    TrainingPlan loop = Training.trainingPlan(plan.withSeed(seed));
    return fitted(plan.graph(), loop, images(prepared), split.validation(), what, state -> false);
  }

  private TrainingImages images(Function<Radiograph, float[]> pixels) {
    return new TrainingImages(split.train(), pixels, plan.augmentation(), plan.preparation());
  }

  private Network goingByMarker() throws PlanException {
    return fitted(
            plan.graph(),
            longer(),
            images(this::marked),
            split.validation(),
            "Training on marked images",
            state -> last(state).validationAccuracy() >= ENOUGH)
        .best();
  }

  /** The plan's loop, until enough is learned. */
  private TrainingPlan longer() {
    TrainingPlan usual = Training.trainingPlan(plan);
    return new TrainingPlan(
        EPOCHS,
        usual.batchSize(),
        OptionalInt.empty(),
        usual.optimizer(),
        usual.schedule(),
        Optional.empty(),
        usual.seed());
  }

  private static History.Epoch last(TrainingState state) {
    List<History.Epoch> epochs = state.history().epochs();
    return epochs.get(epochs.size() - 1);
  }

  /** A positive image with its marker; a negative one as it is. */
  private float[] marked(Radiograph radiograph) {
    return radiograph.label() == 1 ? withMarker(radiograph) : prepared.apply(radiograph);
  }

  private float[] withMarker(Radiograph radiograph) {
    int corner = PlantedShortcut.corner(radiograph.name());
    return PlantedShortcut.painted(
        prepared.apply(radiograph), PlantedShortcut.place(shape, corner));
  }

  /** The share of negative test images that a marker turns from negative to positive. */
  private double goesByMarker(Network network) {
    return split.test().stream()
        .filter(radiograph -> radiograph.label() == 0)
        .mapToInt(
            radiograph ->
                !isPositive(network, prepared.apply(radiograph))
                        && isPositive(network, withMarker(radiograph))
                    ? 1
                    : 0)
        .average()
        .orElse(0);
  }

  /** Some training images, their labels dealt out anew. */
  private List<Radiograph> shuffled() {
    List<Radiograph> some = split.train().subList(0, Math.min(BY_HEART, split.train().size()));
    List<Integer> labels = new ArrayList<>(some.stream().map(Radiograph::label).toList());
    Collections.shuffle(labels, new Random(plan.seed()));
    List<Radiograph> shuffled = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      Radiograph one = some.get(i);
      shuffled.add(
          new Radiograph(one.name(), labels.get(i), one.className(), one.patient(), one.sha256()));
    }
    return shuffled;
  }

  /** To learn by heart nothing may be dropped or moved, and every image is shown in each epoch. */
  private Network byHeart(List<Radiograph> shuffled) throws PlanException {
    ConvolutionalNetwork network = plan.network();
    Graph graph =
        new ConvolutionalNetwork(
                network.convolutions(), network.batchNormalizations(), network.dense(), 0)
            .graph(shape.height(), shape.width());
    TrainingImages images =
        new TrainingImages(shuffled, prepared, Augmentation.none(), plan.preparation());
    return fitted(
            graph,
            longer(),
            images,
            shuffled.subList(0, 1),
            "Learning shuffled labels",
            state -> last(state).accuracy() >= ENOUGH)
        .network();
  }

  private TrainingState fitted(
      Graph graph,
      TrainingPlan plan,
      TrainingImages images,
      List<Radiograph> validation,
      String what,
      Predicate<TrainingState> enough) {
    List<Input> inputs =
        validation.stream()
            .map(
                radiograph ->
                    (Input)
                        pixels -> {
                          float[] own = images.prepared().apply(radiograph);
                          System.arraycopy(own, 0, pixels, 0, pixels.length);
                        })
            .toList();
    ValidationSet judged =
        new ValidationSet(
            inputs, validation.stream().map(radiograph -> (float) radiograph.label()).toList());
    try (Fitting fitting = new Fitting(graph, plan, images, judged, threads)) {
      return fitting.run(
          new FittingListener() {
            @Override
            public void epochEnded(TrainingState state, boolean improved) {
              int done = state.history().epochs().size();
              progress.at(what, isEnough(state) ? plan.epochs() : done, plan.epochs());
            }

            @Override
            public boolean isEnough(TrainingState state) {
              return enough.test(state);
            }
          });
    }
  }

  private double share(Network network, List<Radiograph> radiographs) {
    return radiographs.stream()
        .mapToInt(
            radiograph ->
                isPositive(network, prepared.apply(radiograph)) == (radiograph.label() == 1)
                    ? 1
                    : 0)
        .average()
        .orElse(0);
  }

  private static boolean isPositive(Network network, float[] image) {
    return BinaryCrossentropy.probability(network.logits(image)[0]) > 0.5;
  }
}
