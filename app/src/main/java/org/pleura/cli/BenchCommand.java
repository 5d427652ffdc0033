package org.pleura.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.EngineSpeed;
import org.pleura.run.Benchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: how fast this machine does the lesson's work. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how fast this machine does the lesson's work, on phantoms drawn for it: the peak of"
          + " its arithmetic and each layer's share of that, training, prediction, reading files,"
          + " saliency maps. Takes two thirds of a minute; what else the machine does disturbs it.",
      "With --peers: the same work in Keras, PyTorch, ONNX Runtime, OpenCV and TensorFlow beside it,"
          + " five times in turn, as a table with ratios; about fifteen minutes."
    })
final class BenchCommand implements Callable<Integer> {
  /** How long each part is repeated; the JVM needs a second or two to compile it well. */
  private static final double SECONDS = 2.5;

  private static final String IMPORTS =
      "import cv2, keras, onnxruntime, scipy, sklearn, tensorflow, torch";

  private final Screen screen;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;
  @Mixin private ThreadsOption threads;

  @Option(names = "--peers", description = "Run the programs of bench/peers beside it.")
  private boolean peers;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "python3",
      description = "With --peers: a Python that has them (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "With --peers: two class folders of PNG files.")
  private @Nullable Path data;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "With --peers: the lesson's model as Keras saved it (.keras).")
  private @Nullable Path model;

  BenchCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (peers) {
      return besidePeers();
    }
    try (Narration narration = new Narration(screen, common)) {
      Benchmark.Outcome outcome = Benchmark.run(threads.count(), SECONDS, narration.progress());
      say(narration, outcome);
      narration.json(Benchmark.json(outcome));
    }
    return ExitCode.DONE;
  }

  private int besidePeers() throws IOException {
    if (data == null || model == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--peers needs images and a model of Keras; name them with --data and --model.");
    }
    Path launcher = Path.of(System.getProperty("pleura.command", "pleura"));
    // The launcher may be called by a link from anywhere.
    Path real = Files.exists(launcher) ? launcher.toRealPath() : launcher.toAbsolutePath();
    Path programs = real.resolveSibling("bench/peers");
    Path compare = programs.resolve("compare.py");
    if (!Files.exists(compare)) {
      throw new IOException(
          programs + " is not there; --peers runs programs of a checkout, by its own ./pleura.");
    }
    if (ended(List.of(python, "-c", IMPORTS), Redirect.DISCARD) != 0) {
      throw new IOException(
          python
              + " lacks some of the peers; python3 -m venv .venv && .venv/bin/pip install -r "
              + programs.resolve("requirements.txt")
              + " installs them, and --python .venv/bin/python uses them.");
    }
    int code =
        ended(
            List.of(
                python,
                compare.toString(),
                "--data",
                data.toString(),
                "--model",
                model.toString(),
                "--threads",
                "" + threads.count()),
            Redirect.INHERIT);
    return code == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static int ended(List<String> command, Redirect output) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectOutput(output)
          .redirectError(output)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
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
    narration.line(
        "%d threads together do at most %.0f G.", outcome.threads(), outcome.peakTogether() * 1e-9);
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
        "%-36s %6.3f ms %5s  %6.3f ms",
        "all layers", engine.forward() * 1e3, "", engine.backward() * 1e3);
    narration.line(
        "%-36s %6.3f ms, %.0f%% of the peak",
        "both, and their shares of a batch",
        engine.step() * 1e3,
        100 * engine.share(engine.stepMultiplyAdds(), engine.step()));
    narration.line("");
    narration.line(
        "training            %8.0f images a second on %d threads, validation included (first epoch"
            + " %.1f s)",
        outcome.training(), outcome.threads(), outcome.firstEpoch());
    narration.line(
        "                    %7.0f%% of what they do at most together",
        100 * outcome.trainingShare());
    narration.line(
        "residual network    %8.0f images a second in training, one tower of the default plan's",
        outcome.residualTraining());
    narration.line(
        "prediction          %8.0f prepared images a second on %d threads",
        outcome.prediction(), outcome.threads());
    narration.line(
        "reading             %8.0f PNG files a second and core, resized and standardised",
        outcome.reading());
    narration.line("file to probability %8.2f ms, one core", outcome.fileToProbability() * 1e3);
    narration.line(
        "GradCAM++           %8.2f ms, one core; %.2f ms a map with all threads",
        outcome.gradCamPlusPlus() * 1e3, outcome.gradCamPlusPlusTogether() * 1e3);
    narration.line(
        "ScoreCAM            %8.2f ms, one core; %.2f ms a map with all threads",
        outcome.scoreCam() * 1e3, outcome.scoreCamTogether() * 1e3);
  }
}
