package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.pleura.audit.Check;
import org.pleura.audit.PlantedShortcut;
import org.pleura.audit.Twins;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.NonFiniteLossException;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;
import org.pleura.prepare.Augmentation;
import org.pleura.prepare.PreparedImage;

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
  private final LoadedImages images;
  private final Function<Radiograph, float[]> prepared;
  private final Shape shape;
  private final int threads;
  private final Progress progress;

  private Twinning(Run run, Shape shape, int threads, Progress progress) {
    this.plan = run.plan();
    this.split = run.split();
    this.images = run.data().images();
    this.prepared = images::preparedUnchecked;
    this.shape = shape;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Trains the twins of a run that some checks need.
   *
   * @throws IOException if an image cannot be read any more
   */
  static Twins of(Run run, Set<Check> checks, int threads, Progress progress) throws IOException {
    Shape shape = run.plan().graph().inputShape();
    Twinning twinning = new Twinning(run, shape, threads, progress);
    try {
      return twinning.twins(checks);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Twins twins(Set<Check> checks) throws IOException {
    List<Network> others = new ArrayList<>();
    int trainings = 1;
    for (int i = 1; checks.contains(Check.REPEATABILITY) && i <= OTHERS; i++) {
      long seed = (plan.seed() + i) & 0xffffffffL;
      Optional<TrainingState> state = trained(seed, "Training with seed " + seed);
      trainings++;
      if (state.isPresent()
          && ConstantProbability.notBeaten(state.get().history(), split).isEmpty()) {
        others.add(state.get().best());
      }
    }
    Optional<Network> marked = Optional.empty();
    double goesByMarker = 0;
    if (checks.contains(Check.SHORTCUT)) {
      Optional<TrainingState> state = goingByMarker();
      marked = Optional.of(state.map(TrainingState::best).orElse(untrained(plan.towerGraph())));
      goesByMarker = state.isPresent() ? goesByMarker(state.get().best()) : 0;
    }
    Optional<Network> byHeart = Optional.empty();
    double known = 0;
    if (checks.contains(Check.LABELS)) {
      List<Radiograph> shuffled = shuffled();
      Optional<TrainingState> state = byHeart(shuffled);
      byHeart = Optional.of(state.map(TrainingState::network).orElse(untrained(graphByHeart())));
      known = state.isPresent() ? known(state.get().network(), shuffled) : 0;
    }
    return new Twins(byHeart, known, marked, goesByMarker, others, trainings);
  }

  /**
   * In place of a twin whose training has diverged: it has learned nothing, and its check says so.
   */
  private Network untrained(Graph graph) {
    return InitialState.draw(graph, Mt19937.python(plan.seed())).network();
  }

  private Optional<TrainingState> trained(long seed, String what) throws IOException {
    TrainingPlan loop = Training.trainingPlan(plan.withSeed(seed));
    List<PreparedImage> phantoms = images.phantoms().toShow(plan, split.train(), threads, progress);
    TrainingImages shown = TrainingImages.of(plan, split.train(), lazily(prepared), phantoms);
    return fitted(plan.towerGraph(), loop, shown, split.validation(), what, state -> false);
  }

  /** Inputs whose pixels are made when they are used. */
  private static Function<Radiograph, Input> lazily(Function<Radiograph, float[]> pixels) {
    return radiograph ->
        input -> System.arraycopy(pixels.apply(radiograph), 0, input, 0, input.length);
  }

  /** Without phantoms: they have no marker. */
  private Optional<TrainingState> goingByMarker() throws PlanException {
    return fitted(
        plan.towerGraph(),
        longer(),
        TrainingImages.of(
            split.train(), lazily(this::marked), plan.augmentation(), plan.preparation()),
        split.validation(),
        "Training on marked images",
        state -> last(state).validationAccuracy() >= ENOUGH);
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
        usual.kept(),
        usual.labelSmoothing(),
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

  /** Some training images, as many of each class, their labels dealt out anew. */
  private List<Radiograph> shuffled() {
    List<Radiograph> some = new ArrayList<>();
    List<Radiograph> positive = ofLabel(1);
    List<Radiograph> negative = ofLabel(0);
    int each = Math.min(BY_HEART / 2, Math.min(positive.size(), negative.size()));
    some.addAll(positive.subList(0, each));
    some.addAll(negative.subList(0, each));
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

  private List<Radiograph> ofLabel(int label) {
    return split.train().stream().filter(radiograph -> radiograph.label() == label).toList();
  }

  /** To learn by heart nothing may be dropped. */
  private Graph graphByHeart() {
    return plan.network().tower().withoutDropout().graph(shape.height(), shape.width());
  }

  /** Nothing is moved, either, and every image is shown in each epoch. */
  private Optional<TrainingState> byHeart(List<Radiograph> shuffled) {
    TrainingImages images =
        TrainingImages.of(shuffled, lazily(prepared), Augmentation.none(), plan.preparation());
    return fitted(
        graphByHeart(),
        longer(),
        images,
        shuffled.subList(0, Math.min(1, shuffled.size())),
        "Learning shuffled labels",
        state -> last(state).accuracy() >= ENOUGH);
  }

  /** Empty if the training diverged. */
  private Optional<TrainingState> fitted(
      Graph graph,
      TrainingPlan plan,
      TrainingImages images,
      List<Radiograph> validation,
      String what,
      Predicate<TrainingState> enough) {
    List<Input> inputs = validation.stream().map(images.drawn()).toList();
    ValidationSet judged =
        new ValidationSet(
            inputs, validation.stream().map(radiograph -> (float) radiograph.label()).toList());
    if (images.size() == 0) {
      return Optional.empty();
    }
    try (Fitting fitting = new Fitting(graph, plan, images, judged, threads)) {
      TrainingState end =
          fitting.run(
              new FittingListener() {
                @Override
                public void epochEnded(TrainingState state, boolean improved) {
                  progress.at(what, state.history().epochs().size(), plan.epochs());
                }

                @Override
                public boolean isEnough(TrainingState state) {
                  return enough.test(state);
                }
              });
      int done = end.history().epochs().size();
      progress.at(what, done, done);
      return Optional.of(end);
    } catch (NonFiniteLossException diverged) {
      return Optional.empty();
    }
  }

  /** The share of labels a network knows, of the class of which it knows less. */
  private double known(Network network, List<Radiograph> radiographs) {
    return Math.min(share(network, radiographs, 0), share(network, radiographs, 1));
  }

  private double share(Network network, List<Radiograph> radiographs, int label) {
    return radiographs.stream()
        .filter(radiograph -> radiograph.label() == label)
        .mapToInt(
            radiograph -> isPositive(network, prepared.apply(radiograph)) == (label == 1) ? 1 : 0)
        .average()
        .orElse(0);
  }

  private static boolean isPositive(Network network, float[] image) {
    return BinaryCrossentropy.probability(network.logits(image)[0]) > Run.THRESHOLD;
  }
}
