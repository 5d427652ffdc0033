package org.pleura.report;

import java.io.IOException;
import java.util.List;
import org.pleura.evaluate.Evaluation;
import org.pleura.nn.Workers;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.run.BegunRun;
import org.pleura.run.Classifier;
import org.pleura.run.Explanation;
import org.pleura.run.Prediction;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.StepTimes;

/**
 * The steps of a run together with what people look at: each draws its figures, those of the
 * evaluation in a step of their own, and the last writes the report and the model card. So a run
 * has the same files, from wherever it was started. The steps are called in the order in which they
 * stand here.
 */
public final class ReportedRun {

  private final Run run;
  private final boolean resumed;
  private final int threads;
  private final StepTimes times;

  /**
   * A run that was begun, or taken up again.
   *
   * @param begun the run
   * @param threads how many draw at once; the figures do not depend on it
   * @param times of the steps so far
   */
  public ReportedRun(BegunRun begun, int threads, StepTimes times) {
    this.run = begun.run();
    this.resumed = begun.resumed();
    this.threads = threads;
    this.times = times;
  }

  /**
   * Trains, or goes on with the training, and draws the curves.
   *
   * @param listener is told how it goes
   * @param drawing hears how many phantoms are drawn, if the plan shows some
   * @return where the training ended
   * @throws IOException as {@link Run#train} or {@link Run#resume}, or if a figure cannot be
   *     written
   */
  public TrainingState train(FittingListener listener, Progress drawing) throws IOException {
    TrainingState state =
        times.of(
            "training",
            () -> resumed ? run.resume(listener, drawing) : run.train(listener, drawing));
    draw(List.of(ResultFigures.curves(run.plan(), state.history())));
    return state;
  }

  /**
   * Asks the model about every image, and evaluates what it says of the test part.
   *
   * @param classifier the model
   * @param progress hears how many images are done
   * @return the evaluation
   * @throws IOException if an image cannot be read or a file cannot be written
   */
  public Evaluation evaluate(Classifier classifier, Progress progress) throws IOException {
    List<Prediction> predictions = times.of("predicting", () -> run.predict(classifier, progress));
    return times.of("evaluating", () -> Run.evaluate(run.folder(), predictions));
  }

  /**
   * Draws an evaluation: its numbers can be said before.
   *
   * @param evaluation of this run
   * @throws IOException if a file cannot be written
   */
  public void draw(Evaluation evaluation) throws IOException {
    var dataset = run.data().dataset();
    draw(ResultFigures.evaluation(evaluation, dataset.positiveClass(), dataset.negativeClass()));
  }

  /**
   * Shows where the model looked.
   *
   * @param classifier the model
   * @param progress hears how many images are done
   * @return as many maps as the plan says, or as there are test images
   * @throws IOException if an image cannot be read or a file cannot be written
   */
  public List<Explanation> explain(Classifier classifier, Progress progress) throws IOException {
    List<Explanation> explanations =
        times.of("explaining", () -> run.explain(classifier, progress));
    draw(ResultFigures.maps(explanations, run));
    return explanations;
  }

  /**
   * Notes that all steps are done and how long they took, and writes report and model card from the
   * run's files.
   *
   * @throws IOException if a file cannot be written
   */
  public void finish() throws IOException {
    run.finish(times.seconds());
    RunReport.write(run.folder());
  }

  /**
   * Draws figures into the run's folder.
   *
   * @param figures each is there as PNG and SVG afterwards
   * @throws IOException if one cannot be written
   */
  public void draw(List<Figure> figures) throws IOException {
    times.of(
        "drawing figures",
        () -> {
          DrawnFigure[] drawn = new DrawnFigure[figures.size()];
          try (Workers workers = new Workers(threads)) {
            workers.run(drawn.length, (worker, i) -> drawn[i] = figures.get(i).draw());
          }
          for (DrawnFigure picture : drawn) {
            picture.write(run.folder().figures());
          }
          return drawn;
        });
  }
}
