package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.model.ModelFile;
import org.pleura.model.Optimization;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.train.EarlyStopping;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.KeptWeights;
import org.pleura.nn.train.LearningRateSchedule;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;
import org.pleura.prepare.PreparedImage;

/**
 * The training step: reads the split and the images, leaves history.csv, model.keras and the
 * checkpoint in the run's folder after every epoch. Whatever happens in between, model.keras can be
 * used (it has the weights to keep so far, of the towers so far), and the training can go on from
 * the last whole epoch.
 */
public final class Training {

  /** Epochs of a rising learning rate, and the factor it ends with; see {@link Plan.Schedule}. */
  private static final int WARMUP = 3;

  private static final double LAST_FACTOR = 0.01;

  private final Plan plan;
  private final Graph graph;
  private final Split split;
  private final LoadedImages images;
  private final RunFolder run;
  private final int threads;

  /**
   * Prepares a training.
   *
   * @param plan what to do
   * @param split which images serve for what
   * @param images the images
   * @param run where to leave the results
   * @param threads how many threads compute; the result does not depend on it
   * @throws PlanException if the plan's network does not fit the plan's images
   */
  public Training(Plan plan, Split split, LoadedImages images, RunFolder run, int threads)
      throws PlanException {
    this.plan = plan;
    this.graph = plan.towerGraph();
    this.split = split;
    this.images = images;
    this.run = run;
    this.threads = threads;
  }

  /**
   * Whether a run was interrupted in its training, so that {@link #resume} can go on with it.
   *
   * @param run the run
   * @param plan its plan
   * @return the epochs done, or empty if there is nothing to go on with
   */
  public static OptionalInt interruptedAfter(RunFolder run, Plan plan) {
    if (!isUnfinished(run)) {
      return OptionalInt.empty();
    }
    int done = 0;
    for (int tower = 0; tower < plan.network().towers(); tower++) {
      Path checkpoint = CheckpointFile.in(run, plan.network(), tower);
      if (!Files.exists(checkpoint)) {
        break;
      }
      try {
        done += CheckpointFile.read(checkpoint, plan.towerGraph()).history().epochs().size();
      } catch (IOException damaged) {
        return OptionalInt.empty();
      }
    }
    return done == 0 ? OptionalInt.empty() : OptionalInt.of(done);
  }

  /**
   * Whether {@link #resume} finds something to go on with, though the training itself may be done.
   *
   * @param run the run
   * @param plan its plan
   * @return true if an epoch was ended
   */
  public static boolean hasCheckpoint(RunFolder run, Plan plan) {
    return Files.exists(CheckpointFile.in(run, plan.network(), 0));
  }

  private static boolean isUnfinished(RunFolder run) {
    try {
      return Provenance.read(run).weights() == null;
    } catch (IOException damaged) {
      return true;
    }
  }

  /**
   * Trains from the beginning.
   *
   * @param listener is told after each batch, and after each epoch when its files are written
   * @param drawing hears how many phantoms are drawn, if the plan shows some
   * @return where the training ended
   * @throws IOException if an image cannot be read any more or a file cannot be written
   * @throws org.pleura.nn.train.NonFiniteLossException if the loss is not a number any more
   */
  public TrainingState run(FittingListener listener, Progress drawing) throws IOException {
    return fit(false, listener, drawing);
  }

  /**
   * Goes on with a training that was interrupted, from its last whole epoch.
   *
   * @param listener is told as in {@link #run}
   * @param drawing hears as in {@link #run}
   * @return where the training ended: the same, to the bit, as without the interruption
   * @throws IOException as {@link #run}, and if there is no checkpoint
   */
  public TrainingState resume(FittingListener listener, Progress drawing) throws IOException {
    if (!Files.exists(checkpoint(0))) {
      throw new IOException(
          run.path()
              + " has no checkpoint: its training has not ended an epoch, so there is nothing to go"
              + " on with; start it anew, with --force in the same folder.");
    }
    return fit(true, listener, drawing);
  }

  private Path checkpoint(int tower) {
    return CheckpointFile.in(run, plan.network(), tower);
  }

  /** One tower after the other; where the next one has begun, a tower is trained. */
  private TrainingState fit(boolean resumes, FittingListener listener, Progress drawing)
      throws IOException {
    HeldFolder.requireNobodyElse(run);
    List<PreparedImage> phantoms = phantoms(drawing);
    List<Network> kept = new ArrayList<>();
    History history = new History(List.of());
    TrainingState last = null;
    for (int tower = 0; tower < plan.network().towers(); tower++) {
      Path checkpoint = checkpoint(tower);
      Optional<TrainingState> stood =
          resumes && Files.exists(checkpoint)
              ? Optional.of(CheckpointFile.read(checkpoint, graph))
              : Optional.empty();
      boolean isLast = tower + 1 == plan.network().towers();
      boolean isTrained = stood.isPresent() && !isLast && Files.exists(checkpoint(tower + 1));
      last =
          isTrained
              ? stood.get()
              : fit(tower, stood, phantoms, new Writer(listener, checkpoint, kept, history));
      history = history.followedBy(last.history());
      kept.add(last.best());
    }
    return joined(Objects.requireNonNull(last), kept, history);
  }

  /** What all towers together are, and where the last of them stands. */
  private TrainingState joined(TrainingState last, List<Network> kept, History history) {
    if (plan.network().towers() == 1) {
      return last;
    }
    Network all = plan.network().joined(kept);
    return new TrainingState(history, all, last.optimizer(), all);
  }

  private TrainingState fit(
      int tower, Optional<TrainingState> from, List<PreparedImage> phantoms, Writer writer)
      throws IOException {
    Plan own = plan.withSeed((plan.seed() + tower) & 0xffffffffL);
    try (ReadAhead ahead = new ReadAhead(images, plan.training().batchSize(), threads);
        Fitting fitting =
            new Fitting(
                graph, trainingPlan(own), training(ahead, phantoms), validation(), threads)) {
      if (from.isEmpty()) {
        return fitting.run(writer);
      }
      TrainingState stood = from.get();
      boolean changed = trainingPlan(own).kept().change(stood.history(), plan.training().epochs());
      if (changed || plan.network().towers() > 1) {
        // It may have been interrupted between writing the checkpoint and writing the model.
        writer.writeModel(stood);
      }
      writer.writeHistory(stood);
      return fitting.resume(stood, writer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<PreparedImage> phantoms(Progress drawing) throws IOException {
    return images.phantoms().toShow(plan, split.train(), threads, drawing);
  }

  private TrainingImages training(ReadAhead ahead, List<PreparedImage> phantoms) {
    return TrainingImages.of(plan, split.train(), ahead::drawn, phantoms);
  }

  /** The loop of a plan. */
  static TrainingPlan trainingPlan(Plan plan) {
    Plan.Training asked = plan.training();
    Integer steps = asked.stepsPerEpoch();
    return new TrainingPlan(
        asked.epochs(),
        asked.batchSize(),
        steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
        optimizer(plan),
        switch (asked.schedule()) {
          case CONSTANT -> new LearningRateSchedule.Constant();
          case COSINE -> new LearningRateSchedule.CosineDecay(WARMUP, LAST_FACTOR);
        },
        Optional.ofNullable(asked.patience()).map(patience -> new EarlyStopping(patience, 0)),
        asked.averagedEpochs() == null
            ? new KeptWeights.BestEpoch()
            : new KeptWeights.MeanOfLastEpochs(asked.averagedEpochs()),
        asked.labelSmoothing(),
        plan.seed());
  }

  private static Optimizer optimizer(Plan plan) {
    Plan.Training asked = plan.training();
    Optimizer.Adam adam = new Optimizer.Adam(asked.learningRate(), 0.9, 0.999, 1e-7);
    return asked.weightDecay() == 0 ? adam : new Optimizer.AdamW(adam, asked.weightDecay());
  }

  private ValidationSet validation() {
    List<Radiograph> radiographs = split.validation();
    List<Input> inputs = radiographs.stream().map(images::input).toList();
    return new ValidationSet(
        inputs, radiographs.stream().map(radiograph -> (float) radiograph.label()).toList());
  }

  /** Writes what an epoch of a tower brought, then passes the word on. */
  private final class Writer implements FittingListener {
    private final FittingListener listener;
    private final Path checkpoint;
    private final List<Network> before;
    private final History past;

    /**
     * @param before the towers that are trained
     * @param past their epochs
     */
    Writer(FittingListener listener, Path checkpoint, List<Network> before, History past) {
      this.listener = listener;
      this.checkpoint = checkpoint;
      this.before = before;
      this.past = past;
    }

    @Override
    public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
      listener.batchEnded(past.epochs().size() + epoch, batch, batches, loss, accuracy);
    }

    @Override
    public void epochEnded(TrainingState state, boolean improved) {
      try {
        CheckpointFile.write(checkpoint, state);
        if (improved) {
          writeModel(state);
        }
        writeHistory(state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.epochEnded(
          new TrainingState(
              past.followedBy(state.history()), state.network(), state.optimizer(), state.best()),
          improved);
    }

    /**
     * Writes the towers so far, this one with the weights it would keep; a single one with its
     * optimiser, so that Keras, too, can go on.
     */
    void writeModel(TrainingState state) throws IOException {
      List<Network> towers = new ArrayList<>(before);
      towers.add(state.best());
      try {
        if (plan.network().towers() == 1) {
          Optimization optimization =
              new Optimization(
                  optimizer(plan), state.optimizer(), plan.training().labelSmoothing());
          ModelFile.write(run.model(), state.best(), optimization);
        } else {
          ModelFile.write(run.model(), plan.network().joined(towers));
        }
      } catch (IOException e) {
        throw WholeFile.notWritten(run.model(), e);
      }
    }

    void writeHistory(TrainingState state) throws IOException {
      HistoryFile.write(run.history(), past.followedBy(state.history()));
    }

    @Override
    public boolean isEnough(TrainingState state) {
      return listener.isEnough(state);
    }
  }
}
