package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.pleura.data.Part;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.Evaluation;
import org.pleura.image.GrayImage;
import org.pleura.nn.Graph;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingState;
import org.pleura.prepare.Preparation;
import org.pleura.report.Figure;
import org.pleura.report.KeptWords;
import org.pleura.report.ReportedRun;
import org.pleura.run.BegunRun;
import org.pleura.run.Classifier;
import org.pleura.run.ConstantProbability;
import org.pleura.run.EvaluationFile;
import org.pleura.run.Explanation;
import org.pleura.run.Json;
import org.pleura.run.NetworkSummary;
import org.pleura.run.PlanFile;
import org.pleura.run.Run;
import org.pleura.run.StepTimes;

/** Goes through the steps of a run and says what each brings. */
final class RunSteps {

  private final Run run;
  private final Narration narration;
  private final boolean teaching;
  private final StepTimes times;
  private final ReportedRun steps;
  private int heading;

  /**
   * The steps of one run.
   *
   * @param begun the run
   * @param narration where to say what happens
   * @param teaching whether to show all that the lesson shows
   * @param threads how many draw figures
   * @param times of the steps so far
   */
  RunSteps(BegunRun begun, Narration narration, boolean teaching, int threads, StepTimes times) {
    this.run = begun.run();
    this.narration = narration;
    this.teaching = teaching;
    this.times = times;
    this.steps = new ReportedRun(begun, threads, times);
  }

  void all() throws IOException {
    LessonFigures lesson = new LessonFigures(run);
    data(lesson);
    split();
    Graph graph = run.plan().graph();
    heading("The network");
    narration.line("Plan: %s; seed %d", PlanFile.words(run.plan()), run.plan().seed());
    NetworkSummary.lines(graph, run.plan().network().towers())
        .forEach(line -> narration.line("%s", line));
    train();
    Classifier best = run.classifier();
    if (teaching) {
      steps.draw(List.of(lesson.activations(), lesson.filter(best.network()), lesson.pooling()));
    }
    Evaluation evaluation = evaluate(best);
    explain(best);
    steps.finish();
    conclude(evaluation);
  }

  private void data(LessonFigures lesson) throws IOException {
    heading("The data");
    for (int label = 1; label >= 0; label--) {
      int wanted = label;
      List<Radiograph> ofClass =
          run.data().images().radiographs().stream()
              .filter(radiograph -> radiograph.label() == wanted)
              .toList();
      narration.line(
          "Number of images of class '%s': %d (label %d)",
          ofClass.get(0).className(), ofClass.size(), label);
    }
    if (run.data().drawn()) {
      narration.line(
          "They are drawings and lie in %s, to be looked at by inspect and serve.",
          run.data().location());
    }
    run.assumptions().forEach(narration::note);
    run.provenance().data().leftOut().forEach(left -> narration.note("Left out: " + left.reason()));
    List<Figure> figures = new ArrayList<>();
    if (teaching) {
      GrayImage example = run.data().images().gray(lesson.example());
      Chunk chunk = run.data().drawn() ? Chunk.ofMostContrast(example) : Chunk.of(example);
      figures.add(lesson.pair());
      figures.add(lesson.chunk(chunk));
      figures.add(lesson.prepared());
      figures.add(lesson.augmented());
      matrix(chunk, lesson.example().name());
    }
    steps.draw(figures);
  }

  private void matrix(Chunk chunk, String name) {
    heading("An image is a matrix");
    int height = chunk.image().height();
    int width = chunk.image().width();
    narration.line("Shape of %s loaded in colour: (%d, %d, 3)", name, height, width);
    narration.line("Shape of %s loaded in gray:   (%d, %d)", name, height, width);
    narration.line(
        "Its %s, 0 black to 255 white%s:",
        chunk.place(),
        run.data().drawn()
            ? " (where its grays differ most; the lesson's place, rows 35-44, columns 30-39, is"
                + " black on a drawing)"
            : "");
    chunk.lines().forEach(line -> narration.line("%s", line));
    heading("Preparation");
    Preparation.Values values = run.plan().preparation().values();
    narration.line(
        "Shape of all images, gray, resized and %s: (%d, %d, %d)",
        values == Preparation.Values.STANDARDISED ? "standardised" : "scaled " + values.words(),
        run.data().images().radiographs().size(),
        run.plan().preparation().height(),
        run.plan().preparation().width());
  }

  private void split() {
    heading("The split");
    for (Part part : Part.values()) {
      List<Radiograph> radiographs = run.split().part(part);
      narration.line(
          "%-10s (%d, %d, %d, 1), %d of label 1",
          part.word(),
          radiographs.size(),
          run.plan().preparation().height(),
          run.plan().preparation().width(),
          radiographs.stream().filter(radiograph -> radiograph.label() == 1).count());
    }
  }

  private void train() throws IOException {
    heading("Training");
    FittingListener talk = new TrainingTalk(narration, run.plan(), run.folder().model());
    Interruption interruption =
        Interruption.expect(run.folder(), teaching ? "lesson" : "train", narration);
    TrainingState state;
    try {
      state = steps.train(talk, narration.progress());
    } finally {
      interruption.isOver();
    }
    narration.line("Elapsed time: %.1f s", times.seconds().getOrDefault("training", 0.0));
    OptionalInt best = KeptWords.epoch(run.plan(), state.history());
    if (best.isPresent()) {
      narration.line(
          "Best epoch: %d; its weights are in %s", best.getAsInt(), run.folder().model());
    } else {
      narration.line(
          "The weights are %s; they are in %s",
          KeptWords.of(run.plan(), state.history()), run.folder().model());
    }
    ConstantProbability.notBeaten(state.history(), run.split()).ifPresent(narration::note);
  }

  private Evaluation evaluate(Classifier best) throws IOException {
    Evaluation evaluation = steps.evaluate(best, narration.progress());
    heading("Evaluation");
    String positive = run.data().dataset().positiveClass();
    String negative = run.data().dataset().negativeClass();
    new EvaluationText(narration).evaluation(evaluation, positive, negative);
    steps.draw(evaluation);
    return evaluation;
  }

  private void explain(Classifier best) throws IOException {
    List<Explanation> explanations = steps.explain(best, narration.progress());
    if (!explanations.isEmpty()) {
      heading("Where the network looked");
      new ResultText(narration).explanations(explanations);
      narration.line(
          "Do methods agree? %s", Invocation.of("explain", run.folder().path(), "--compare"));
      narration.line("Can maps be believed? %s", Invocation.of("audit", run.folder().path()));
    }
  }

  private void conclude(Evaluation evaluation) {
    narration.line("");
    narration.line("Report: %s", run.folder().report());
    var weights = run.provenance().weights();
    var json = Json.object();
    json.put("run", run.folder().path().toString());
    json.put("report", run.folder().report().toString());
    if (weights != null) {
      json.put("weights", weights.fingerprint());
    }
    json.set("evaluation", EvaluationFile.json(evaluation));
    narration.json(json);
  }

  private void heading(String title) {
    heading++;
    narration.line("");
    narration.line("%d. %s", heading, title);
  }
}
