package org.pleura.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.TrainingState;
import org.pleura.report.ReportedRun;
import org.pleura.run.Beginning;
import org.pleura.run.BegunRun;
import org.pleura.run.Classifier;
import org.pleura.run.FailureSentence;
import org.pleura.run.Json;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.StepTimes;

/** One training that was started from the page: what happened so far, for whoever listens. */
final class TrainingJob {

  /** Something that happened, as it is sent. */
  record Event(String name, String data) {}

  /** Begins the run that is trained, or takes it up again: reads or draws its images. */
  @FunctionalInterface
  interface Start {
    BegunRun of(Beginning beginning) throws IOException;
  }

  private final String id;
  private final int threads;
  private final String version;
  private final StepTimes times = new StepTimes();
  private final List<Event> events = new ArrayList<>();
  private volatile boolean stopping;
  private boolean over;
  private int lastDone = -1;

  /** Of a run that is known by this id, under this name, trained as this plan says. */
  TrainingJob(String id, String name, Plan plan, int threads, String version) {
    this.id = id;
    this.threads = threads;
    this.version = version;
    say("begun", Json.object().put("name", name).put("planWords", PlanFile.words(plan)));
  }

  String id() {
    return id;
  }

  /** Ends it soon; the epochs that are done are kept. */
  void stop() {
    stopping = true;
  }

  synchronized boolean isOver() {
    return over;
  }

  private synchronized void say(String name, ObjectNode data) {
    events.add(new Event(name, Json.line(data)));
    notifyAll();
  }

  /** What happened after so many events; waits a while for something, if that is nothing. */
  synchronized List<Event> after(int seen, long milliseconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    while (events.size() <= seen && !over) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return List.copyOf(events.subList(Math.min(seen, events.size()), events.size()));
  }

  /** Goes through the steps of the run, and says how it ended. */
  void go(Start start) {
    try (BegunRun begun =
        start.of(new Beginning(Loading.with(threads), times, this::step, version))) {
      // As the command line notes it: somebody may begin another training there.
      begun
          .held()
          .unlocked()
          .ifPresent(sentence -> say("note", Json.object().put("sentence", sentence)));
      steps(begun);
      int images = begun.run().data().images().radiographs().size();
      say("done", Json.object().put("images", images));
    } catch (CancellationException asked) {
      say("stopped", Json.object());
    } catch (Throwable e) {
      // Errors as well, such as too little memory: whoever listens waits for an end.
      say("failed", Json.object().put("error", sentence(e)));
    } finally {
      synchronized (this) {
        over = true;
        notifyAll();
      }
    }
  }

  private static String sentence(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "There was not enough memory for this training; smaller images or batches need less.";
    }
    Optional<String> known =
        e instanceof Exception failure ? FailureSentence.of(failure) : Optional.empty();
    return known.orElse("This should not have happened (" + e.getClass().getSimpleName() + ").");
  }

  private void steps(BegunRun begun) throws IOException {
    ReportedRun steps = new ReportedRun(begun, threads, times);
    steps.train(new Listener(begun.run().plan()), this::step);
    Classifier best = begun.run().classifier();
    steps.draw(steps.evaluate(best, this::step));
    steps.explain(best, this::step);
    steps.finish();
  }

  /** Some hundred steps at most are said of each part of the work. */
  private void step(String what, int done, int total) {
    checkStopped();
    int part = 100 * done / Math.max(1, total);
    if (part != lastDone) {
      lastDone = part;
      say("step", Json.object().put("what", what).put("done", done).put("total", total));
    }
  }

  private void checkStopped() {
    if (stopping) {
      throw new CancellationException();
    }
  }

  /** Tells each epoch, and stops between two mini-batches. */
  private final class Listener implements FittingListener {
    private final int epochs;

    Listener(Plan plan) {
      this.epochs = plan.training().epochs() * plan.network().towers();
    }

    @Override
    public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
      step("Epoch " + epoch + " of " + epochs, batch, batches);
    }

    @Override
    public void epochEnded(TrainingState state, boolean improved) {
      List<History.Epoch> all = state.history().epochs();
      double seconds = all.stream().mapToDouble(History.Epoch::seconds).average().orElse(0);
      ObjectNode json =
          epoch(all.get(all.size() - 1))
              .put("epochs", epochs)
              .put("secondsLeft", seconds * (epochs - all.size()));
      state.history().bestEpoch().ifPresent(best -> json.put("best", best));
      say("epoch", json);
    }
  }

  static ObjectNode epoch(History.Epoch epoch) {
    ObjectNode json = Json.object().put("epoch", epoch.number());
    put(json, "loss", epoch.loss());
    put(json, "accuracy", epoch.accuracy());
    put(json, "validationLoss", epoch.validationLoss());
    put(json, "validationAccuracy", epoch.validationAccuracy());
    return json.put("seconds", epoch.seconds());
  }

  /** JSON has no infinity: a loss that is none is left out. */
  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    }
  }
}
