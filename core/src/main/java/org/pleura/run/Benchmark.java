package org.pleura.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pleura.data.Phantoms;
import org.pleura.explain.SaliencyMethod;
import org.pleura.image.ImageFiles;
import org.pleura.nn.EngineSpeed;
import org.pleura.nn.Graph;
import org.pleura.nn.InitialState;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Workers;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.BinaryCrossentropy;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingSet;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;
import org.pleura.prepare.Preparation;

/**
 * How fast this machine does the lesson's work, on phantoms drawn for it. Times are of a machine
 * and an hour; to compare with other software run both in turn, as bench/peers does.
 */
public final class Benchmark {
  private static final int IMAGES = 32;
  private static final int EPOCHS = 6;
  private static final int PARTS = 7;

  /** The lesson's parts: 505 images to train on, 90 to validate. */
  private static final int TRAINING = 505;

  private static final int VALIDATION = 90;

  private Benchmark() {}

  /**
   * What was measured.
   *
   * @param threads that trained and predicted
   * @param engine layer by layer, one thread
   * @param peakTogether multiply-adds a second of all threads together at most
   * @param training images a second of the lesson's training, validation included, the median of
   *     the epochs after the first
   * @param firstEpoch seconds of the first epoch, in which the JVM compiles
   * @param residualTraining the same of one tower of the default plan's network, without variation
   *     of the images
   * @param prediction images a second, prepared beforehand
   * @param fileToProbability seconds from a PNG file's bytes to the probability, one thread, warm
   * @param reading PNG files a second on one thread: decoded, resized, standardised
   * @param gradCamPlusPlus seconds for one map, one thread
   * @param scoreCam seconds for one map, one thread
   * @param gradCamPlusPlusTogether seconds for each map while every thread makes some
   * @param scoreCamTogether seconds for each map while every thread makes some
   */
  public record Outcome(
      int threads,
      EngineSpeed engine,
      double peakTogether,
      double training,
      double firstEpoch,
      double residualTraining,
      double prediction,
      double fileToProbability,
      double reading,
      double gradCamPlusPlus,
      double scoreCam,
      double gradCamPlusPlusTogether,
      double scoreCamTogether) {
    /**
     * Which share of what the threads can do together the training uses for the multiply-adds that
     * its images need, validation included.
     *
     * @return 0 to 1
     */
    public double trainingShare() {
      double forward =
          engine.layers().stream().mapToLong(EngineSpeed.LayerSpeed::forwardMultiplyAdds).sum();
      double needed = engine.stepMultiplyAdds() + forward * VALIDATION / TRAINING;
      return training * needed / peakTogether;
    }
  }

  /**
   * Measures.
   *
   * @param threads how many train and predict
   * @param seconds how long each part is repeated
   * @param progress hears which part it is at
   * @return the speeds
   * @throws IOException if a phantom cannot be read back
   */
  public static Outcome run(int threads, double seconds, Progress progress) throws IOException {
    Plan plan = Plan.lesson();
    Graph graph = plan.graph();
    Preparation preparation = plan.preparation();
    List<byte[]> files = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] file = ImageFiles.encodePng(Phantoms.draw(0, i / 2, i % 2 == 0).image());
      files.add(file);
      images.add(preparation.apply(ImageFiles.decodeGray(file, "phantom")));
    }
    int part = 0;
    // The training first: how long its first epoch takes in a JVM that is not warm is a result.
    progress.at("Measuring", part++, PARTS);
    History history = trained(plan, images, threads);
    Network network = InitialState.draw(graph, Mt19937.python(plan.seed())).network();
    progress.at("Measuring", part++, PARTS);
    double residualTraining = imagesPerSecond(residual(files, threads));
    progress.at("Measuring", part++, PARTS);
    double prediction = predictions(network, images, threads, seconds);
    progress.at("Measuring", part++, PARTS);
    EngineSpeed engine = EngineSpeed.measure(graph, seconds);
    double peakTogether = EngineSpeed.peakTogether(threads, seconds / 4);
    progress.at("Measuring", part++, PARTS);
    double reading =
        median(seconds, i -> preparation.apply(ImageFiles.decodeGray(files.get(i % IMAGES), "")));
    double fileToProbability =
        median(
            seconds,
            i ->
                BinaryCrossentropy.probability(
                    network
                        .logits(
                            preparation.apply(ImageFiles.decodeGray(files.get(i % IMAGES), "")))[
                        0]));
    progress.at("Measuring", part++, PARTS);
    double gradCamPlusPlus = map("gradcam++", network, images, seconds);
    progress.at("Measuring", part++, PARTS);
    double scoreCam = map("scorecam", network, images, seconds);
    double gradCamPlusPlusTogether = maps("gradcam++", network, images, threads, seconds);
    double scoreCamTogether = maps("scorecam", network, images, threads, seconds);
    progress.at("Measuring", part, PARTS);
    return new Outcome(
        threads,
        engine,
        peakTogether,
        imagesPerSecond(history),
        history.epochs().get(0).seconds(),
        residualTraining,
        prediction,
        fileToProbability,
        1 / reading,
        gradCamPlusPlus,
        scoreCam,
        gradCamPlusPlusTogether,
        scoreCamTogether);
  }

  /** Of the epochs after the first. */
  private static double imagesPerSecond(History history) {
    return TRAINING
        / middle(history.epochs().stream().skip(1).mapToDouble(History.Epoch::seconds).toArray());
  }

  /** Mini-batches of 32, as the programs it is compared with have. */
  private static History residual(List<byte[]> files, int threads) throws IOException {
    Plan plan =
        PlanFile.with(Plan.standard(), List.of("network.towers=1", "training.batchSize=32"));
    List<float[]> images = new ArrayList<>();
    for (byte[] file : files) {
      images.add(plan.preparation().apply(ImageFiles.decodeGray(file, "phantom")));
    }
    return trained(plan, images, threads);
  }

  private static History trained(Plan plan, List<float[]> images, int threads)
      throws PlanException {
    try (Fitting fitting = fitting(plan, images, threads)) {
      TrainingState end = fitting.run(new FittingListener() {});
      return end.history();
    }
  }

  private static Fitting fitting(Plan plan, List<float[]> images, int threads)
      throws PlanException {
    TrainingPlan loop =
        Training.trainingPlan(
            PlanFile.with(
                plan,
                List.of(
                    "training.epochs=" + EPOCHS,
                    "training.stepsPerEpoch=null",
                    "training.averagedEpochs=null")));
    TrainingSet training = new RepeatedImages(images, TRAINING);
    List<Input> validation =
        IntStream.range(0, VALIDATION).mapToObj(i -> Input.of(images.get(i % IMAGES))).toList();
    List<Float> targets = IntStream.range(0, VALIDATION).mapToObj(training::target).toList();
    return new Fitting(
        plan.graph(), loop, training, new ValidationSet(validation, targets), threads);
  }

  private static double predictions(
      Network network, List<float[]> images, int threads, double seconds) throws IOException {
    List<Input> batch =
        IntStream.range(0, 8 * IMAGES).mapToObj(i -> Input.of(images.get(i % IMAGES))).toList();
    try (Workers workers = new Workers(threads)) {
      return batch.size() / median(seconds, i -> network.logits(batch, workers));
    }
  }

  private static double map(String word, Network network, List<float[]> images, double seconds)
      throws IOException {
    SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
    return median(seconds, i -> method.explain(network, images.get(i % IMAGES)));
  }

  /** For each map, while every thread makes some. */
  private static double maps(
      String word, Network network, List<float[]> images, int threads, double seconds)
      throws IOException {
    SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
    int count = 2 * threads;
    try (Workers workers = new Workers(threads)) {
      return median(
              seconds,
              i -> {
                workers.run(
                    count, (worker, piece) -> method.explain(network, images.get(piece % IMAGES)));
                return count;
              })
          / count;
    }
  }

  /** Something to be timed; its result is thrown away, its failure is not. */
  @FunctionalInterface
  private interface Work {
    Object of(int time) throws IOException;
  }

  /** Seconds of the median time, after as long again to grow warm. */
  private static double median(double seconds, Work work) throws IOException {
    int time = 0;
    for (long end = end(seconds); System.nanoTime() < end; ) {
      work.of(time++);
    }
    List<Double> times = new ArrayList<>();
    for (long end = end(seconds); System.nanoTime() < end || times.size() < 5; ) {
      long start = System.nanoTime();
      work.of(time++);
      times.add((System.nanoTime() - start) * 1e-9);
    }
    return middle(times.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static long end(double seconds) {
    return System.nanoTime() + (long) (seconds * 1e9);
  }

  private static double middle(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * What was measured, as JSON, times in milliseconds.
   *
   * @param outcome of a measurement
   * @return one object
   */
  public static ObjectNode json(Outcome outcome) {
    EngineSpeed engine = outcome.engine();
    ObjectNode json =
        Json.object()
            .put("threads", outcome.threads())
            .put("training_images_per_second", outcome.training())
            .put("first_epoch_seconds", outcome.firstEpoch())
            .put("residual_training_images_per_second", outcome.residualTraining())
            .put("prediction_images_per_second", outcome.prediction())
            .put("file_to_probability_ms", outcome.fileToProbability() * 1e3)
            .put("reading_images_per_second", outcome.reading())
            .put("gradcam_plus_plus_ms", outcome.gradCamPlusPlus() * 1e3)
            .put("scorecam_ms", outcome.scoreCam() * 1e3)
            .put("gradcam_plus_plus_together_ms", outcome.gradCamPlusPlusTogether() * 1e3)
            .put("scorecam_together_ms", outcome.scoreCamTogether() * 1e3)
            .put("peak_together_multiply_adds_per_second", outcome.peakTogether())
            .put("training_share_of_peak_together", outcome.trainingShare())
            .put("peak_multiply_adds_per_second", engine.peak())
            .put("vectorized", engine.vectorized())
            .put("step_ms", engine.step() * 1e3)
            .put("step_share_of_peak", engine.share(engine.stepMultiplyAdds(), engine.step()));
    ArrayNode layers = json.putArray("layers");
    for (EngineSpeed.LayerSpeed layer : engine.layers()) {
      layers
          .addObject()
          .put("layer", layer.name())
          .put("forward_ms", layer.forward() * 1e3)
          .put("forward_share", engine.share(layer.forwardMultiplyAdds(), layer.forward()))
          .put("backward_ms", layer.backward() * 1e3)
          .put("backward_share", engine.share(layer.backwardMultiplyAdds(), layer.backward()));
    }
    return json;
  }
}
