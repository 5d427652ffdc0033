package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Imported;
import org.pleura.run.Importing;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: takes over a model of Keras. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Takes over a model that Keras saved, to evaluate, explain and export it like one of Pleura's"
          + " own: reads .keras files of Keras 3 and .h5 or .hdf5 files of Keras 2 and 3.",
      "Shows the layers, and what the model makes of one fixed input, with the line of Python that"
          + " shows what Keras makes of it."
    })
final class ImportCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "FILE", description = "The model file.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the run (default: runs/DATE-import).")
  private @Nullable Path out;

  @Option(names = "--force", description = "Replace the run that is in the folder of --out.")
  private boolean force;

  @Option(
      names = "--values",
      paramLabel = "VALUES",
      description = {
        "What the grays of an image were in training: standardised (mean 0, standard deviation 1),"
            + " unit (0 to 1) or bytes (0 to 255).",
        "Default: bytes if the model begins with Rescaling or Normalization, else standardised."
      })
  private Preparation.@Nullable Values values;

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      defaultValue = "effusion",
      description = "The class whose probability the model says (default: ${DEFAULT-VALUE}).")
  private String positive;

  @Option(
      names = "--negative",
      paramLabel = "CLASS",
      defaultValue = "normal",
      description = "The other class (default: ${DEFAULT-VALUE}).")
  private String negative;

  ImportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    if (out != null) {
      RunFolder.requireFree(out, force);
    }
    SavedModel saved = ModelFile.read(file);
    Network network = saved.network();
    Preparation preparation =
        Importing.preparation(network, values == null ? Importing.probableValues(network) : values);
    RunFolder folder =
        out == null
            ? RunFolder.createNamed(
                RunOptions.RUNS, LocalDate.now(ZoneId.systemDefault()), "import")
            : RunFolder.create(out, force);
    Imported imported =
        Importing.into(
            folder,
            file,
            saved,
            preparation,
            new Classes(positive, negative),
            Pleura.Version.current());
    try (Narration narration = new Narration(screen, common)) {
      say(narration, folder, network, imported);
    }
    return ExitCode.DONE;
  }

  private void say(Narration narration, RunFolder folder, Network network, Imported imported) {
    Shape input = network.graph().inputShape();
    narration.line("%s: a model of Keras %s", file, imported.kerasVersion());
    narration.line("");
    NetworkSummary.lines(network.graph()).forEach(line -> narration.line("%s", line));
    imported.notes().forEach(note -> narration.line("Left out: %s.", note));
    GoldenOutput golden = GoldenOutput.of(network);
    narration.line("");
    narration.line("What it makes of the golden input: %s", golden.text());
    narration.line("What Keras makes of it, in Python:");
    narration.line("  %s", GoldenOutput.keras(input, file));
    narration.line("");
    if (Classifier.asked(network).isPresent()) {
      assumptions(narration, network, imported);
      narration.line("Ask it: %s", Invocation.of("predict", folder.path(), "IMAGE..."));
    } else {
      narration.line(
          "It cannot be asked about radiographs, for which it must make one probability (by a"
              + " sigmoid, or two by a softmax) of an image of one channel or three; it can be"
              + " exported.");
    }
    narration.line("Written: %s", folder.model());
    narration.json(
        golden
            .json()
            .put("run", folder.path().toString())
            .put("kerasVersion", imported.kerasVersion())
            .put("parameters", imported.weights().parameters())
            .put("weights", imported.weights().fingerprint())
            .putPOJO("notes", imported.notes()));
  }

  private void assumptions(Narration narration, Network network, Imported imported) {
    Preparation preparation = imported.preparation();
    Graph graph = network.graph();
    Classes classes = imported.classes();
    String answer =
        graph.shapeOf(graph.output().name()).size() == 2
            ? "its outputs are the probabilities of '%s' and of '%s', in this order"
                .formatted(classes.negative(), classes.positive())
            : "its output is the %s of '%s' rather than '%s'"
                .formatted(
                    graph.endsInSigmoid() ? "probability" : "logit",
                    classes.positive(),
                    classes.negative());
    narration.line(
        "Assumed: it was trained on images of %d x %d with grays %s%s (--values), and %s"
            + " (--positive, --negative).",
        preparation.height(),
        preparation.width(),
        preparation.values().words(),
        graph.inputShape().channels() == 3 ? ", the same in all three channels" : "",
        answer);
  }
}
