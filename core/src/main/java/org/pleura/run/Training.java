package org.pleura.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.model.ModelFile;
import org.pleura.model.Optimization;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.train.EarlyStopping;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.LearningRateSchedule;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;

/**
 * The training step: reads the split and the images, leaves history.csv, model.keras and the
 * checkpoint in the run's folder after every epoch. Whatever happens in between, model.keras is the
 * best model so far, and the training can go on from the last whole epoch.
 */
public final class Training {

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
    this.graph = plan.graph();
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
    if (!Files.exists(CheckpointFile.in(run)) || !isUnfinished(run)) {
      return OptionalInt.empty();
    }
    try {
      int done =
          CheckpointFile.read(CheckpointFile.in(run), plan.graph()).history().epochs().size();
      return OptionalInt.of(done);
    } catch (IOException damaged) {
      return OptionalInt.empty();
    }
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
   * @return where the training ended
   * @throws IOException if an image cannot be read any more or a file cannot be written
   * @throws org.pleura.nn.train.NonFiniteLossException if the loss is not a number any more
   */
  public TrainingState run(FittingListener listener) throws IOException {
    return fit(Optional.empty(), listener);
  }

  /**
   * Goes on with a training that was interrupted, from its last whole epoch.
   *
   * @param listener is told as in {@link #run}
   * @return where the training ended: the same, to the bit, as without the interruption
   * @throws IOException as {@link #run}, and if there is no checkpoint
   */
  public TrainingState resume(FittingListener listener) throws IOException {
    Path checkpoint = CheckpointFile.in(run);
    if (!Files.exists(checkpoint)) {
      throw new IOException(
          run.path()
              + " has no checkpoint: its training has not ended an epoch, so there is nothing to go"
              + " on with; start it anew, with --force in the same folder.");
    }
    return fit(Optional.of(CheckpointFile.read(checkpoint, graph)), listener);
  }

  private TrainingState fit(Optional<TrainingState> from, FittingListener listener)
      throws IOException {
    try (ReadAhead ahead = new ReadAhead(images, plan.training().batchSize(), threads);
        Fitting fitting =
            new Fitting(graph, trainingPlan(plan), training(ahead), validation(), threads)) {
      FittingListener writer = new Writer(listener);
      if (from.isEmpty()) {
        return fitting.run(writer);
      }
      TrainingState stood = from.get();
      if (stood.history().bestEpoch().equals(OptionalInt.of(stood.history().epochs().size()))) {
        // It may have been interrupted between writing the checkpoint and writing the model.
        writeModel(stood);
      }
      HistoryFile.write(run.history(), stood.history());
      return fitting.resume(stood, writer);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private TrainingImages training(ReadAhead ahead) {
    return new TrainingImages(split.train(), ahead::drawn, plan.augmentation(), plan.preparation());
  }

  /** Writes the model of an epoch that was the best so far, so that Keras, too, can go on. */
  private void writeModel(TrainingState state) throws IOException {
    try {
      ModelFile.write(
          run.model(), state.best(), new Optimization(optimizer(plan), state.optimizer()));
    } catch (IOException e) {
      throw WholeFile.notWritten(run.model(), e);
    }
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
        new LearningRateSchedule.Constant(),
        Optional.ofNullable(asked.patience()).map(patience -> new EarlyStopping(patience, 0)),
        plan.seed());
  }

  private static Optimizer optimizer(Plan plan) {
    return new Optimizer.Adam(plan.training().learningRate(), 0.9, 0.999, 1e-7);
  }

  private ValidationSet validation() {
    List<Radiograph> radiographs = split.validation();
    List<Input> inputs = radiographs.stream().map(images::input).toList();
    return new ValidationSet(
        inputs, radiographs.stream().map(radiograph -> (float) radiograph.label()).toList());
  }

  /** Writes what an epoch brought, then passes the word on. */
  private final class Writer implements FittingListener {
    private final FittingListener listener;

    Writer(FittingListener listener) {
      this.listener = listener;
    }

    @Override
    public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
      listener.batchEnded(epoch, batch, batches, loss, accuracy);
    }

    @Override
    public void epochEnded(TrainingState state, boolean improved) {
      try {
        CheckpointFile.write(CheckpointFile.in(run), state);
        if (improved) {
          writeModel(state);
        }
        HistoryFile.write(run.history(), state.history());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.epochEnded(state, improved);
    }

    @Override
    public boolean isEnough(TrainingState state) {
      return listener.isEnough(state);
    }
  }
}
