package org.pleura.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pleura.nn.Activation;
import org.pleura.nn.ActivationFunction;
import org.pleura.nn.BatchNormalization;
import org.pleura.nn.Conv2D;
import org.pleura.nn.Dense;
import org.pleura.nn.Dropout;
import org.pleura.nn.Flatten;
import org.pleura.nn.GlobalAveragePooling2D;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Layer;
import org.pleura.nn.MaxPooling2D;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;

/** The loop: epochs, steps, going on after an interruption, ending early, and failing. */
@Timeout(120)
class FittingTest {
  private static final FittingListener SILENT = new FittingListener() {};

  /** Everything that remembers or draws: batch normalisation, dropout, a pooled convolution. */
  private static final Graph GRAPH =
      Graph.sequential(
          Shape.of(32, 32, 1),
          Conv2D.of(4, 5).withStrides(2).withoutBias(),
          BatchNormalization.defaults(),
          new Activation(ActivationFunction.RELU),
          Conv2D.of(5, 3).withActivation(ActivationFunction.RELU),
          MaxPooling2D.of(2),
          new Dropout(0.3),
          new Flatten(),
          Dense.of(8, ActivationFunction.RELU),
          new Dropout(0.2),
          Dense.of(1, ActivationFunction.SIGMOID));

  /** A learning rate at which the validation loss goes up and down. */
  private static final Optimizer RESTLESS = new Optimizer.Adam(0.03, 0.9, 0.999, 1e-7);

  /** Drawn images, shifted in brightness and mirrored at random. */
  private static class Augmented extends DrawnImages {
    Augmented(int count) {
      super(count);
    }

    @Override
    public Input draw(int index, Mt19937 numpy) {
      float shift = (float) numpy.uniform(-0.2, 0.2);
      boolean mirrored = numpy.nextDouble() < 0.5;
      float[] image = image(index);
      return pixels -> {
        for (int i = 0; i < pixels.length; i++) {
          int row = i / 32 * 32;
          pixels[i] = image[mirrored ? row + 31 - i % 32 : i] + shift;
        }
      };
    }
  }

  private static ValidationSet validation() {
    return new ValidationSet(
        IntStream.range(50, 62).mapToObj(i -> Input.of(DrawnImages.image(i))).toList(),
        IntStream.range(50, 62).mapToObj(DrawnImages::label).toList());
  }

  private static TrainingPlan plan(int epochs, Optimizer optimizer) {
    return new TrainingPlan(
        epochs,
        8,
        OptionalInt.empty(),
        optimizer,
        new LearningRateSchedule.CosineDecay(1, 0.1),
        Optional.empty(),
        new KeptWeights.BestEpoch(),
        0,
        11);
  }

  private static TrainingPlan withSteps(TrainingPlan plan, int steps) {
    return new TrainingPlan(
        plan.epochs(),
        plan.batchSize(),
        OptionalInt.of(steps),
        plan.optimizer(),
        plan.schedule(),
        plan.earlyStopping(),
        plan.kept(),
        plan.labelSmoothing(),
        plan.seed());
  }

  private static TrainingPlan withBatchSize(TrainingPlan plan, int batchSize) {
    return new TrainingPlan(
        plan.epochs(),
        batchSize,
        plan.stepsPerEpoch(),
        plan.optimizer(),
        plan.schedule(),
        plan.earlyStopping(),
        plan.kept(),
        plan.labelSmoothing(),
        plan.seed());
  }

  private static TrainingPlan withEarlyStopping(TrainingPlan plan, EarlyStopping rule) {
    return new TrainingPlan(
        plan.epochs(),
        plan.batchSize(),
        plan.stepsPerEpoch(),
        plan.optimizer(),
        plan.schedule(),
        Optional.of(rule),
        plan.kept(),
        plan.labelSmoothing(),
        plan.seed());
  }

  private static Fitting fitting(TrainingPlan plan, int threads) {
    return new Fitting(GRAPH, plan, new Augmented(27), validation(), threads);
  }

  /** Writes down all that happens. */
  private static final class Diary implements FittingListener {
    final List<TrainingState> states = new ArrayList<>();
    final List<String> batches = new ArrayList<>();
    final List<Boolean> improved = new ArrayList<>();

    @Override
    public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
      this.batches.add(
          epoch
              + ": "
              + batch
              + " of "
              + batches
              + ", "
              + Double.toHexString(loss)
              + ", "
              + accuracy);
    }

    @Override
    public void epochEnded(TrainingState state, boolean improved) {
      states.add(state);
      this.improved.add(improved);
    }
  }

  /** The history without the time it took. */
  private static List<History.Epoch> epochs(TrainingState state) {
    return state.history().epochs().stream()
        .map(
            epoch ->
                new History.Epoch(
                    epoch.number(),
                    epoch.loss(),
                    epoch.accuracy(),
                    epoch.validationLoss(),
                    epoch.validationAccuracy(),
                    0))
        .toList();
  }

  private static void assertSame(TrainingState found, TrainingState expected) {
    assertThat(found.network().fingerprint()).isEqualTo(expected.network().fingerprint());
    assertThat(found.best().fingerprint()).as("best").isEqualTo(expected.best().fingerprint());
    assertThat(epochs(found)).isEqualTo(epochs(expected));
    assertThat(found.optimizer().iterations()).isEqualTo(expected.optimizer().iterations());
    assertThat(found.optimizer().slotCount()).isEqualTo(expected.optimizer().slotCount());
    for (int slot = 0; slot < found.optimizer().slotCount(); slot++) {
      assertThat(Arrays.equals(found.optimizer().slot(slot), expected.optimizer().slot(slot)))
          .as("slot %d", slot)
          .isTrue();
    }
  }

  private static TrainingState run(TrainingPlan plan, FittingListener listener) {
    try (Fitting fitting = fitting(plan, 2)) {
      return fitting.run(listener);
    }
  }

  private static TrainingState resume(
      TrainingPlan plan, TrainingState from, int threads, FittingListener listener) {
    try (Fitting fitting = fitting(plan, threads)) {
      return fitting.resume(from, listener);
    }
  }

  /** Stopped after each epoch in turn, and gone on with in a new Fitting. */
  private static void assertResumesAnywhere(TrainingPlan plan) {
    Diary whole = new Diary();
    TrainingState expected = run(plan, whole);
    assertThat(whole.states).hasSize(plan.epochs());
    for (int stop = 1; stop <= plan.epochs(); stop++) {
      Diary before = new Diary();
      int last = stop;
      assertThatThrownBy(
              () ->
                  run(
                      plan,
                      new FittingListener() {
                        @Override
                        public void batchEnded(
                            int epoch, int batch, int batches, double loss, double accuracy) {
                          before.batchEnded(epoch, batch, batches, loss, accuracy);
                        }

                        @Override
                        public void epochEnded(TrainingState state, boolean improved) {
                          before.epochEnded(state, improved);
                          if (before.states.size() == last) {
                            throw new IllegalStateException("power cut");
                          }
                        }
                      }))
          .hasMessage("power cut");
      TrainingState from = before.states.get(stop - 1);
      Diary after = new Diary();
      assertSame(resume(plan, from, stop, after), expected);
      before.batches.addAll(after.batches);
      before.improved.addAll(after.improved);
      assertThat(before.batches).as("stopped after %d", stop).isEqualTo(whole.batches);
      assertThat(before.improved).isEqualTo(whole.improved);
      // Going on leaves the state alone, so it can be gone on from again.
      assertSame(resume(plan, from, 1, SILENT), expected);
    }
  }

  @Test
  void aResumedTrainingWithAdamIsTheSameToTheBit() {
    // The best epoch is the third, so some interruptions come after the best network was found.
    assertResumesAnywhere(plan(5, RESTLESS));
  }

  @Test
  void aResumedTrainingWithMomentumIsTheSameToTheBit() {
    assertResumesAnywhere(plan(3, new Optimizer.Sgd(0.05, 0.9, true)));
  }

  @Test
  void aResumedTrainingWithFewerStepsThanBatchesIsTheSameToTheBit() {
    assertResumesAnywhere(withSteps(plan(3, new Optimizer.Sgd(0.05, 0, false)), 2));
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    TrainingPlan plan = plan(2, Optimizer.Adam.defaults());
    TrainingState expected = run(plan, SILENT);
    for (int threads : new int[] {1, 3, 5}) {
      try (Fitting fitting = fitting(plan, threads)) {
        assertSame(fitting.run(SILENT), expected);
      }
    }
  }

  @Test
  void aStateHandedOutIsNotChangedByWhatFollows() {
    Diary diary = new Diary();
    List<String> fingerprints = new ArrayList<>();
    List<OptimizerState> optimizers = new ArrayList<>();
    run(
        plan(3, Optimizer.Adam.defaults()),
        new FittingListener() {
          @Override
          public void epochEnded(TrainingState state, boolean improved) {
            diary.epochEnded(state, improved);
            fingerprints.add(state.network().fingerprint());
            optimizers.add(state.optimizer().copy());
          }
        });
    for (int i = 0; i < 3; i++) {
      TrainingState state = diary.states.get(i);
      assertThat(state.network().fingerprint()).isEqualTo(fingerprints.get(i));
      assertThat(state.optimizer().iterations()).isEqualTo((i + 1) * 4);
      assertThat(state.optimizer().slot(1)).isEqualTo(optimizers.get(i).slot(1));
    }
  }

  @Test
  void theBestNetworkIsTheOneOfTheSmallestValidationLoss() {
    Diary diary = new Diary();
    TrainingState end = run(plan(5, RESTLESS), diary);
    assertThat(end.history().bestEpoch()).hasValue(3);
    assertThat(end.best().fingerprint())
        .isEqualTo(diary.states.get(2).network().fingerprint())
        .isNotEqualTo(end.network().fingerprint());
    for (int i = 0; i < 5; i++) {
      double loss = epochs(end).get(i).validationLoss();
      boolean smallest =
          epochs(end).subList(0, i).stream().allMatch(epoch -> loss < epoch.validationLoss());
      assertThat(diary.improved.get(i)).isEqualTo(smallest);
    }
  }

  private static TrainingPlan withMean(TrainingPlan plan, int last) {
    return new TrainingPlan(
        plan.epochs(),
        plan.batchSize(),
        plan.stepsPerEpoch(),
        plan.optimizer(),
        plan.schedule(),
        plan.earlyStopping(),
        new KeptWeights.MeanOfLastEpochs(last),
        plan.labelSmoothing(),
        plan.seed());
  }

  @Test
  void theMeanOfTheLastEpochsIsKeptWhereThePlanSaysSo() {
    Diary diary = new Diary();
    TrainingState end = run(withMean(plan(5, RESTLESS), 3), diary);
    float[] third = diary.states.get(2).network().weights();
    float[] fourth = diary.states.get(3).network().weights();
    float[] fifth = diary.states.get(4).network().weights();
    float[] mean = end.best().weights();
    for (int i = 0; i < mean.length; i++) {
      double expected = ((double) third[i] + fourth[i] + fifth[i]) / 3;
      double size = Math.abs(third[i]) + Math.abs(fourth[i]) + Math.abs(fifth[i]);
      assertThat((double) mean[i]).isCloseTo(expected, within(1e-6 * size));
    }
    // Before the last three epochs, and after the first of them, the newest weights are kept.
    for (int i = 0; i < 3; i++) {
      TrainingState state = diary.states.get(i);
      assertThat(state.best().fingerprint()).isEqualTo(state.network().fingerprint());
    }
    assertThat(diary.improved).containsOnly(true);
    assertThatThrownBy(() -> new KeptWeights.MeanOfLastEpochs(0))
        .hasMessage("a mean is taken over at least one epoch, not over 0");
  }

  @Test
  void aResumedTrainingThatKeepsAMeanIsTheSameToTheBit() {
    assertResumesAnywhere(withMean(plan(5, RESTLESS), 3));
  }

  /** With s = 0.2 a truth of 1 counts as 0.8 + 0.1 = 0.9, a truth of 0 as 0.1. */
  @Test
  void labelSmoothingMovesTheTruthsTowardsOneHalf() {
    TrainingPlan sharp = plan(1, Optimizer.Adam.defaults());
    TrainingPlan smooth =
        new TrainingPlan(
            1,
            8,
            OptionalInt.empty(),
            sharp.optimizer(),
            sharp.schedule(),
            Optional.empty(),
            sharp.kept(),
            0.2,
            11);
    DrawnImages between =
        new Augmented(27) {
          @Override
          public float target(int index) {
            return super.target(index) == 1 ? 0.9f : 0.1f;
          }
        };
    TrainingState expected;
    try (Fitting fitting = new Fitting(GRAPH, sharp, between, validation(), 2)) {
      expected = fitting.run(SILENT);
    }
    TrainingState found = run(smooth, SILENT);
    assertThat(found.network().fingerprint()).isEqualTo(expected.network().fingerprint());
    assertThat(found.history().epochs().get(0).loss())
        .isEqualTo(expected.history().epochs().get(0).loss());
    double loss = 0;
    for (int i = 50; i < 62; i++) {
      float truth = DrawnImages.label(i) == 1 ? 0.9f : 0.1f;
      loss += BinaryCrossentropy.loss(found.network().logits(DrawnImages.image(i))[0], truth) / 12;
    }
    assertThat(found.history().epochs().get(0).validationLoss()).isCloseTo(loss, within(1e-9));
  }

  @Test
  void validationFiguresAreThoseOfTheNetworkOutsideTraining() {
    TrainingState end = run(plan(2, Optimizer.Adam.defaults()), SILENT);
    double loss = 0;
    double right = 0;
    for (int i = 50; i < 62; i++) {
      double probability = end.network().predict(DrawnImages.image(i))[0];
      double truth = DrawnImages.label(i);
      loss -= Math.log(truth == 1 ? probability : 1 - probability) / 12;
      right += probability > 0.5 == (truth == 1) ? 1 : 0;
    }
    History.Epoch last = end.history().epochs().get(1);
    assertThat(last.validationLoss()).isCloseTo(loss, within(1e-6));
    assertThat(last.validationAccuracy()).isEqualTo(right / 12);
  }

  /** No epoch can better the first by 100, so with a patience of 2 the third is the last. */
  @Test
  void earlyStoppingEndsTheTrainingAndAResumedOneAtTheSameEpoch() {
    TrainingPlan plan =
        withEarlyStopping(plan(9, Optimizer.Adam.defaults()), new EarlyStopping(2, 100));
    Diary diary = new Diary();
    TrainingState end = run(plan, diary);
    assertThat(end.history().epochs()).hasSize(3);
    assertThat(diary.states).hasSize(3);
    for (int stop = 1; stop <= 2; stop++) {
      Diary rest = new Diary();
      assertSame(resume(plan, diary.states.get(stop - 1), 2, rest), end);
      assertThat(rest.states).hasSize(3 - stop);
    }
    // Gone on with after it ended, it ends at once.
    Diary nothing = new Diary();
    assertSame(resume(plan, diary.states.get(2), 2, nothing), end);
    assertThat(nothing.batches).isEmpty();
  }

  @Test
  void aScheduleChangesHowFarStepsGo() {
    // One epoch of a warm-up of one is half the learning rate: 0.25 * 1/2 = 0.125.
    TrainingPlan warming = plan(1, new Optimizer.Sgd(0.25, 0, false));
    TrainingPlan half =
        new TrainingPlan(
            1,
            8,
            OptionalInt.empty(),
            new Optimizer.Sgd(0.125, 0, false),
            new LearningRateSchedule.Constant(),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0,
            11);
    assertThat(run(warming, SILENT).network().fingerprint())
        .isEqualTo(run(half, SILENT).network().fingerprint());
  }

  @Test
  void fewerStepsThanMiniBatchesLeaveTheOthersOut() {
    TrainingPlan plan = withSteps(plan(3, Optimizer.Adam.defaults()), 2);
    Diary diary = new Diary();
    TrainingState end = run(plan, diary);
    // 27 images make 4 mini-batches of 8 and fewer; 2 of them are used, 3 times.
    assertThat(diary.batches).hasSize(6);
    assertThat(diary.batches.get(5)).startsWith("3: 2 of 2, ");
    assertThat(end.optimizer().iterations()).isEqualTo(6);
  }

  @Test
  void moreStepsThanMiniBatchesAreAllThereAre() {
    TrainingPlan plan = plan(2, Optimizer.Adam.defaults());
    TrainingState end = run(withSteps(plan, 100), SILENT);
    assertThat(end.optimizer().iterations()).isEqualTo(8);
    assertSame(end, run(plan, SILENT));
  }

  @Test
  void aBatchSizeLargerThanTheSetIsTheWholeSet() {
    TrainingPlan plan = plan(2, Optimizer.Adam.defaults());
    TrainingState whole = run(withBatchSize(plan, 27), SILENT);
    assertThat(whole.optimizer().iterations()).isEqualTo(2);
    for (int batchSize : new int[] {28, 1000, Integer.MAX_VALUE}) {
      assertSame(run(withBatchSize(plan, batchSize), SILENT), whole);
    }
  }

  @Test
  void everyImageIsSeenOnceAnEpoch() {
    List<Integer> drawn = new ArrayList<>();
    TrainingSet images =
        new DrawnImages(27) {
          @Override
          public Input draw(int index, Mt19937 numpy) {
            drawn.add(index);
            return super.draw(index, numpy);
          }
        };
    TrainingPlan plan = plan(2, Optimizer.Adam.defaults());
    try (Fitting fitting = new Fitting(GRAPH, plan, images, validation(), 2)) {
      fitting.run(SILENT);
    }
    // Two mini-batches of 8 are looked at and thrown away first, as Keras does.
    assertThat(drawn).hasSize(2 * 8 + 2 * 27);
    List<Integer> all = IntStream.range(0, 27).boxed().toList();
    List<Integer> first = drawn.subList(16, 16 + 27);
    List<Integer> second = drawn.subList(16 + 27, 16 + 54);
    assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(second);
    assertThat(second).containsExactlyInAnyOrderElementsOf(all);
  }

  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("pleura-worker"))
        .collect(Collectors.toSet());
  }

  private static void assertNoNewThreads(Set<Thread> before) throws InterruptedException {
    for (Thread thread : workers()) {
      if (!before.contains(thread)) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.toString()).isFalse();
      }
    }
  }

  @Test
  void aListenersExceptionEndsTheTrainingAndLeavesNoThreads() throws InterruptedException {
    Set<Thread> before = workers();
    List<Integer> batches = new ArrayList<>();
    assertThatThrownBy(
            () ->
                run(
                    plan(3, Optimizer.Adam.defaults()),
                    new FittingListener() {
                      @Override
                      public void batchEnded(
                          int epoch, int batch, int of, double loss, double accuracy) {
                        batches.add(batch);
                        assertThat(workers()).as("threads at work").isNotEqualTo(before);
                        if (batch == 2) {
                          throw new IllegalStateException("enough");
                        }
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
    assertThat(batches).containsExactly(1, 2);
    assertNoNewThreads(before);
  }

  @Test
  void anImageThatCannotBeReadEndsTheTrainingAndLeavesNoThreads() throws InterruptedException {
    Set<Thread> before = workers();
    TrainingSet images =
        new DrawnImages(27) {
          @Override
          public Input draw(int index, Mt19937 numpy) {
            Input input = super.draw(index, numpy);
            return pixels -> {
              if (index == 20) {
                throw new IllegalStateException("image 20 is gone");
              }
              input.writeTo(pixels);
            };
          }
        };
    assertThatThrownBy(
            () -> {
              TrainingPlan plan = plan(1, Optimizer.Adam.defaults());
              try (Fitting fitting = new Fitting(GRAPH, plan, images, validation(), 3)) {
                fitting.run(SILENT);
              }
            })
        .hasMessage("image 20 is gone");
    assertNoNewThreads(before);
  }

  @Test
  void aLearningRateFarTooLargeIsNoticed() {
    // Batch normalisation would keep the numbers small, so without it.
    Graph graph =
        Graph.sequential(
            Shape.of(32, 32, 1),
            Conv2D.of(4, 5).withActivation(ActivationFunction.RELU),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    TrainingPlan plan =
        new TrainingPlan(
            2,
            8,
            OptionalInt.empty(),
            new Optimizer.Sgd(1e30, 0, false),
            new LearningRateSchedule.Constant(),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0,
            1);
    TrainingSet images = new DrawnImages(27);
    assertThatThrownBy(
            () -> {
              try (Fitting fitting = new Fitting(graph, plan, images, validation(), 2)) {
                fitting.run(SILENT);
              }
            })
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessage(
            "the loss is not a finite number any more at epoch 1, mini-batch 2; try a smaller"
                + " learning rate, and look for images with extreme values");
    // With one mini-batch an epoch the weights run away after the last loss that is looked at, and
    // the validation notices; no history ever holds a number that is none.
    assertThatThrownBy(
            () -> {
              TrainingPlan one = withBatchSize(plan, 27);
              try (Fitting fitting = new Fitting(graph, one, images, validation(), 2)) {
                fitting.run(SILENT);
              }
            })
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessage(
            "the loss is not a finite number any more at the validation after epoch 1; try a"
                + " smaller learning rate, and look for images with extreme values");
  }

  private static void assertRefused(Layer last, String ending) {
    Graph graph = Graph.sequential(Shape.of(32, 32, 1), new GlobalAveragePooling2D(), last);
    TrainingPlan plan = plan(1, Optimizer.Adam.defaults());
    assertThatThrownBy(() -> new Fitting(graph, plan, new DrawnImages(9), validation(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training needs a network whose last layer makes one number with a sigmoid; " + ending);
  }

  @Test
  void aNetworkThatDoesNotEndInOneSigmoidIsRefused() {
    assertRefused(Dense.of(1, ActivationFunction.LINEAR), "'dense' makes (1) without a sigmoid");
    assertRefused(Dense.of(2, ActivationFunction.SOFTMAX), "'dense' makes (2) without a sigmoid");
    assertRefused(Dense.of(2, ActivationFunction.SIGMOID), "'dense' makes (2)");
  }

  @Test
  void aSigmoidAsALayerOfItsOwnWillDo() {
    Graph apart =
        Graph.sequential(
            Shape.of(32, 32, 1),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.LINEAR),
            new Activation(ActivationFunction.SIGMOID));
    Graph together =
        Graph.sequential(
            Shape.of(32, 32, 1),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    TrainingPlan plan = plan(1, Optimizer.Adam.defaults());
    List<Network> trained = new ArrayList<>();
    for (Graph graph : List.of(apart, together)) {
      try (Fitting fitting = new Fitting(graph, plan, new DrawnImages(20), validation(), 1)) {
        trained.add(fitting.run(SILENT).network());
      }
    }
    assertThat(trained.get(0).fingerprint()).isEqualTo(trained.get(1).fingerprint());
  }

  @Test
  void aSetWithoutImagesIsRefused() {
    TrainingPlan plan = plan(1, Optimizer.Adam.defaults());
    assertThatThrownBy(() -> new Fitting(GRAPH, plan, new DrawnImages(0), validation(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("training needs at least one image");
    assertThatThrownBy(() -> new ValidationSet(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "validation needs at least one image and a target for each: 0 images, 0 targets");
  }

  @Test
  void aFittingTrainsOnce() {
    TrainingPlan plan = plan(1, Optimizer.Adam.defaults());
    try (Fitting fitting = fitting(plan, 1)) {
      fitting.run(SILENT);
      assertThatThrownBy(() -> fitting.run(SILENT))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a Fitting trains once; make another one to train again");
    }
  }

  @Test
  void aStateOfAnotherTrainingIsRefused() {
    TrainingPlan adam = plan(2, Optimizer.Adam.defaults());
    Diary diary = new Diary();
    run(adam, diary);
    TrainingState state = diary.states.get(0);
    int weights = GRAPH.parameterCount();
    String has =
        "the state is of another training: after 1 epochs it has 4 steps and 2 numbers kept for"
            + " each of "
            + weights
            + " weights, where this plan would have ";
    assertThatThrownBy(() -> resume(plan(2, new Optimizer.Sgd(0.1, 0.9, false)), state, 1, SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(has + "4 steps and 1 numbers kept for each of " + weights + " weights");
    assertThatThrownBy(() -> resume(withBatchSize(adam, 5), state, 1, SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(has + "6 steps and 2 numbers kept for each of " + weights + " weights");
    Graph small =
        Graph.sequential(
            Shape.of(32, 32, 1),
            new GlobalAveragePooling2D(),
            Dense.of(1, ActivationFunction.SIGMOID));
    assertThatThrownBy(
            () -> {
              try (Fitting fitting = new Fitting(small, adam, new Augmented(27), validation(), 1)) {
                fitting.resume(state, SILENT);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(has + "4 steps and 2 numbers kept for each of 2 weights");
  }
}
