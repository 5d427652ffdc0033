package org.pleura.run;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.pleura.nn.Input;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.TrainingSet;
import org.pleura.nn.train.ValidationSet;

/**
 * Has the JVM compile what a training needs while images are still being read. Vector code that is
 * not yet compiled makes an object of every vector and is a hundred times slower, so that the first
 * mini-batch of a JVM takes as long as the next thirty. A training of the lesson's layers on very
 * small images gets there in a fraction of that time. It touches no result.
 */
public final class WarmUp {
  private static final int IMAGES = 4;

  /** The smallest that six poolings leave a pixel of. */
  private static final int SIDE = 64;

  private static final int STEPS = 100;

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private WarmUp() {}

  /**
   * Starts it on a thread of its own, which ends by itself after a second or two; once in a JVM.
   */
  public static void inBackground() {
    if (STARTED.getAndSet(true)) {
      return;
    }
    Thread thread = new Thread(WarmUp::run, "pleura-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    Random random = new Random(1);
    List<float[]> images = Stream.generate(() -> new float[SIDE * SIDE]).limit(IMAGES).toList();
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) random.nextGaussian();
      }
    }
    Plan plan = Plan.lesson();
    TrainingSet training = new RepeatedImages(images, IMAGES);
    ValidationSet validation = new ValidationSet(List.of(Input.of(images.get(0))), List.of(1f));
    try (Fitting fitting =
        new Fitting(
            plan.network().graph(SIDE, SIDE),
            Training.trainingPlan(
                PlanFile.with(
                    plan, List.of("training.epochs=" + STEPS, "training.batchSize=" + IMAGES))),
            training,
            validation,
            1)) {
      fitting.run(new FittingListener() {});
    } catch (PlanException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
