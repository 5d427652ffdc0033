package org.pleura.nn.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.Backpropagation;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.Workers;
import org.pleura.nn.random.Mt19937;

/**
 * The training loop of a yes-or-no classifier: a graph whose output is one number with a sigmoid.
 *
 * <p>Every random draw comes from two streams seeded with the plan's seed, used as Keras uses them
 * after {@code keras.utils.set_random_seed}: first the layers' seeds, then the order of
 * mini-batches and augmentation. So the same plan and images give the same weights to the bit, on
 * any machine and with any number of threads, and the first steps are Keras's own up to rounding.
 */
public final class Fitting implements AutoCloseable {
  private final Graph graph;
  private final TrainingPlan plan;
  private final TrainingSet training;
  private final ValidationSet validation;
  private final InitialState start;
  private final BatchOrder order;
  private final Backpropagation backpropagation;
  private final Workers workers;
  private boolean started;

  /**
   * Prepares a training: draws the initial weights and makes all buffers.
   *
   * @param graph the network; its output is one number with a sigmoid
   * @param plan what to do
   * @param training images to learn from
   * @param validation images to be judged by
   * @param threads how many threads
   * @throws IllegalArgumentException if the graph's output is not one number with a sigmoid, or
   *     there is no image to learn from
   */
  public Fitting(
      Graph graph, TrainingPlan plan, TrainingSet training, ValidationSet validation, int threads) {
    if (!graph.shapeOf(graph.output().name()).equals(Shape.of(1)) || !graph.endsInSigmoid()) {
      throw new IllegalArgumentException(
          "training needs a network whose last layer makes one number with a sigmoid; '"
              + graph.output().name()
              + "' makes "
              + graph.shapeOf(graph.output().name())
              + (graph.endsInSigmoid() ? "" : " without a sigmoid"));
    }
    if (training.size() < 1) {
      throw new IllegalArgumentException("training needs at least one image");
    }
    this.graph = graph;
    this.plan = plan;
    this.training = training;
    this.validation = validation;
    Mt19937 python = Mt19937.python(plan.seed());
    this.start = InitialState.draw(graph, python);
    this.order = new BatchOrder(training, plan, Mt19937.numpy(plan.seed()), python);
    this.backpropagation =
        new Backpropagation(
            graph, start.dropoutSeeds(), Math.min(plan.batchSize(), training.size()), threads);
    this.workers = new Workers(threads);
  }

  /**
   * The network before the first step.
   *
   * @return the initial weights
   */
  public Network initial() {
    return start.network();
  }

  /**
   * Mini-batches of an epoch.
   *
   * @return the smaller of the plan's steps and what the images allow
   */
  public int stepsPerEpoch() {
    return order.steps();
  }

  /**
   * Trains from the beginning. To be called once.
   *
   * @param listener is told
   * @return where the training ended
   * @throws NonFiniteLossException if the loss is not a number any more
   */
  public TrainingState run(FittingListener listener) {
    start();
    OptimizerState optimizer = OptimizerState.before(plan.optimizer(), graph.parameterCount());
    return run(start.network().weights(), optimizer, new History(List.of()), null, listener);
  }

  /**
   * Goes on with a training that was interrupted after an epoch. To be called once, and instead of
   * {@link #run}.
   *
   * @param state where it stood
   * @param listener is told
   * @return where the training ended, as if it had not been interrupted
   * @throws IllegalArgumentException if the state is not of this graph and plan
   * @throws NonFiniteLossException if the loss is not a number any more
   */
  public TrainingState resume(TrainingState state, FittingListener listener) {
    check(state);
    start();
    state.history().epochs().forEach(epoch -> order.skipEpoch());
    return run(
        state.network().weights(),
        state.optimizer().copy(),
        state.history(),
        state.best(),
        listener);
  }

  /** The random streams are used up by one training. */
  private void start() {
    if (started) {
      throw new IllegalStateException("a Fitting trains once; make another one to train again");
    }
    started = true;
  }

  private void check(TrainingState state) {
    int epochs = state.history().epochs().size();
    String found =
        summary(
            state.optimizer().iterations(),
            state.network().graph().parameterCount(),
            state.optimizer().slotCount());
    String expected =
        summary((long) epochs * stepsPerEpoch(), graph.parameterCount(), plan.optimizer().slots());
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "the state is of another training: after "
              + epochs
              + " epochs it has "
              + found
              + ", where this plan would have "
              + expected);
    }
  }

  private static String summary(long steps, int weights, int slots) {
    return steps + " steps and " + slots + " numbers kept for each of " + weights + " weights";
  }

  private TrainingState run(
      float[] weights,
      OptimizerState optimizer,
      History past,
      @Nullable Network bestSoFar,
      FittingListener listener) {
    History history = past;
    Network network = Network.of(graph, weights);
    Network best = bestSoFar == null ? network : bestSoFar;
    float[] gradient = new float[weights.length];
    for (int epoch = past.epochs().size(); epoch < plan.epochs() && !stops(history); epoch++) {
      long started = System.nanoTime();
      double rate = plan.optimizer().learningRate() * plan.schedule().factor(epoch, plan.epochs());
      Tally tally = new Tally();
      List<int[]> batches = order.startEpoch();
      for (int batch = 0; batch < batches.size(); batch++) {
        step(batches.get(batch), weights, gradient, optimizer, rate, tally);
        if (!tally.isFinite()) {
          throw new NonFiniteLossException("epoch " + (epoch + 1) + ", mini-batch " + (batch + 1));
        }
        listener.batchEnded(epoch + 1, batch + 1, batches.size(), tally.loss(), tally.accuracy());
      }
      order.endEpoch();
      network = Network.of(graph, weights);
      Tally judged = judge(network);
      if (!judged.isFinite()) {
        throw new NonFiniteLossException("the validation after epoch " + (epoch + 1));
      }
      double seconds = (System.nanoTime() - started) * 1e-9;
      history =
          history.with(
              new History.Epoch(
                  epoch + 1,
                  tally.loss(),
                  tally.accuracy(),
                  judged.loss(),
                  judged.accuracy(),
                  seconds));
      boolean improved = plan.kept().change(history, plan.epochs());
      best = improved ? plan.kept().after(best, network, history, plan.epochs()) : best;
      TrainingState state = new TrainingState(history, network, optimizer.copy(), best);
      listener.epochEnded(state, improved);
      if (listener.isEnough(state)) {
        return state;
      }
    }
    return new TrainingState(history, network, optimizer.copy(), best);
  }

  private boolean stops(History history) {
    return plan.earlyStopping().map(rule -> rule.hasCome(history)).orElse(false);
  }

  private void step(
      int[] members,
      float[] weights,
      float[] gradient,
      OptimizerState optimizer,
      double rate,
      Tally tally) {
    List<Input> inputs = order.draw(members);
    float[][] logits =
        backpropagation.run(
            weights,
            inputs,
            optimizer.iterations(),
            (image, logit, into) ->
                into[0] =
                    BinaryCrossentropy.derivative(
                            logit[0], plan.smoothed(training.target(members[image])))
                        / members.length,
            gradient);
    plan.optimizer().step(graph, weights, gradient, optimizer, rate);
    for (int i = 0; i < members.length; i++) {
      tally.add(logits[i][0], training.target(members[i]));
    }
  }

  private Tally judge(Network network) {
    float[][] logits = network.logits(validation.images(), workers);
    Tally tally = new Tally();
    for (int i = 0; i < logits.length; i++) {
      tally.add(logits[i][0], validation.targets().get(i));
    }
    return tally;
  }

  /** Mean loss and accuracy of the images seen so far. */
  private final class Tally {
    private double lossSum;
    private int right;
    private int count;

    void add(float logit, float target) {
      lossSum += BinaryCrossentropy.loss(logit, plan.smoothed(target));
      right += BinaryCrossentropy.probability(logit) > 0.5f == target > 0.5f ? 1 : 0;
      count++;
    }

    double loss() {
      return lossSum / count;
    }

    double accuracy() {
      return (double) right / count;
    }

    boolean isFinite() {
      return Double.isFinite(lossSum);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    backpropagation.close();
    workers.close();
  }
}
