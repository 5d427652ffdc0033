package org.pleura.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.pleura.nn.EngineSpeed;
import org.pleura.run.Benchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench}: how fast this machine does the lesson's work. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how fast this machine does the lesson's work, on phantoms drawn for it: the peak of"
          + " its arithmetic and each layer's share of that, training, prediction, reading files,"
          + " saliency maps. Takes half a minute; what else the machine does disturbs it.",
    })
final class BenchCommand implements Callable<Integer> {
  /** How long each part is repeated; the JVM needs a second or two to compile it well. */
  private static final double SECONDS = 2.5;

  private final Screen screen;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  BenchCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    try (Narration narration = new Narration(screen, common)) {
      Benchmark.Outcome outcome = Benchmark.run(threads.count(), SECONDS, narration.progress());
      say(narration, outcome);
      narration.json(Benchmark.json(outcome));
    }
    return ExitCode.DONE;
  }

  private static void say(Narration narration, Benchmark.Outcome outcome) {
    EngineSpeed engine = outcome.engine();
    narration.line(
        "%s, Java %s, %d of %d processors",
        System.getProperty("os.arch"),
        System.getProperty("java.version"),
        outcome.threads(),
        Runtime.getRuntime().availableProcessors());
    narration.line(
        "One core does at most %.0f G multiply-adds a second%s.",
        engine.peak() * 1e-9,
        engine.vectorized() ? "" : " (without the Vector API, which this Java does not have)");
    narration.line("");
    narration.line(
        "%-36s %9s %6s %9s %6s", "one image, one core", "forward", "peak", "back", "peak");
    for (EngineSpeed.LayerSpeed layer : engine.layers()) {
      if (layer.forwardMultiplyAdds() > 0) {
        narration.line(
            "%-36s %6.3f ms %5.0f%% %6.3f ms %5.0f%%",
            layer.name(),
            layer.forward() * 1e3,
            100 * engine.share(layer.forwardMultiplyAdds(), layer.forward()),
            layer.backward() * 1e3,
            100 * engine.share(layer.backwardMultiplyAdds(), layer.backward()));
      }
    }
    narration.line(
        "%-36s %6.3f ms %5s  %6.3f ms; with all around it %.3f ms, %.0f%% of the peak",
        "all layers",
        engine.forward() * 1e3,
        "",
        engine.backward() * 1e3,
        engine.step() * 1e3,
        100 * engine.share(engine.stepMultiplyAdds(), engine.step()));
    narration.line("");
    narration.line(
        "training            %8.0f images a second, validation included (first epoch %.1f s)",
        outcome.training(), outcome.firstEpoch());
    narration.line("prediction          %8.0f prepared images a second", outcome.prediction());
    narration.line(
        "reading             %8.0f PNG files a second and core, resized and standardised",
        outcome.reading());
    narration.line("file to probability %8.2f ms, one core", outcome.fileToProbability() * 1e3);
    narration.line("GradCAM++           %8.2f ms, one core", outcome.gradCamPlusPlus() * 1e3);
    narration.line("ScoreCAM            %8.2f ms, one core", outcome.scoreCam() * 1e3);
  }
}
