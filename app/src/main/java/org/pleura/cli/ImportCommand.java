package org.pleura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;
import org.pleura.nn.Graph;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation;
import org.pleura.report.RunReport;
import org.pleura.run.Classes;
import org.pleura.run.Classifier;
import org.pleura.run.Imported;
import org.pleura.run.Importing;
import org.pleura.run.NetworkSummary;
import org.pleura.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

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
            + " unit (0 to 1), signed (-1 to 1) or bytes (0 to 255).",
        "Default: bytes if the model begins with Rescaling or Normalization, else standardised."
      })
  private Preparation.@Nullable Values values;

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      description = {
        "The class whose probability the model says (default: effusion).",
        "Keras's image_dataset_from_directory numbers class folders by the alphabet: of effusion"
            + " and normal, normal is the one."
      })
  private @Nullable String positive;

  @Option(
      names = "--classes",
      paramLabel = "CLASS",
      split = ",",
      description =
          "Of a model that makes several probabilities, what each is of, in its order; --positive"
              + " names the one that is asked for.")
  private List<String> outputs = List.of();

  @Option(
      names = "--negative",
      paramLabel = "CLASS",
      description = "The other class (default: normal).")
  private @Nullable String negative;

  ImportCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException {
    Classes classes = classes();
    if (out != null) {
      RunFolder.requireFree(out, force);
      if (RunOptions.real(file).startsWith(RunOptions.real(out))) {
        throw new ParameterException(
            spec.commandLine(),
            file
                + " lies in the folder of --out, "
                + out
                + ", and would be deleted with the run that is there; name another folder.");
      }
    }
    SavedModel saved = ModelFile.read(file);
    Network network = saved.network();
    checkOutputs(network);
    Preparation preparation =
        Importing.preparation(network, values == null ? Importing.probableValues(network) : values);
    Imported imported =
        Imported.of(Pleura.Version.current(), file, saved, preparation, classes, outputs);
    GoldenOutput golden = GoldenOutput.of(network, preparation.values());
    RunFolder folder =
        out == null
            ? RunFolder.createNamed(RunFolder.RUNS, LocalDate.now(ZoneId.systemDefault()), "import")
            : RunFolder.create(out, force);
    Importing.into(folder, saved, imported);
    RunReport.write(folder);
    try (Narration narration = new Narration(screen, common)) {
      say(narration, folder, network, imported, golden);
    }
    return ExitCode.DONE;
  }

  private void say(
      Narration narration,
      RunFolder folder,
      Network network,
      Imported imported,
      GoldenOutput golden) {
    Shape input = network.graph().inputShape();
    narration.line("%s: a model of Keras %s", file, imported.kerasVersion());
    narration.line("");
    NetworkSummary.lines(network.graph(), 1).forEach(line -> narration.line("%s", line));
    imported.notes().forEach(note -> narration.note("Note: " + note + "."));
    Preparation.Values grays = imported.preparation().values();
    String python = GoldenOutput.keras(input, grays, file);
    narration.line("");
    narration.line("What it makes of the golden input, a fixed one: %s", golden.text());
    narration.line("What Keras makes of it, in Python:");
    narration.line("  %s", python);
    narration.line("");
    boolean asked = !outputs.isEmpty() || Classifier.asked(network).isPresent();
    if (asked) {
      assumptions(narration, network, imported);
      narration.line("Ask it: %s", Invocation.of("predict", folder.path(), "IMAGE..."));
    } else {
      narration.line(
          "It cannot be asked about radiographs, for which it must make one probability (by a"
              + " sigmoid, as a logit, or two by a softmax) of an image of one channel or three%s; it"
              + " can be exported.",
          Classifier.makesSeveral(network)
              ? ", or several that are named with --classes A,B,C --positive B"
              : "");
    }
    narration.line("Written: %s", folder.model());
    narration.json(
        golden
            .json()
            .put("run", folder.path().toString())
            .put("kerasVersion", imported.kerasVersion())
            .put("parameters", imported.weights().parameters())
            .put("weights", imported.weights().fingerprint())
            .put("python", python)
            .put("canBeAsked", asked)
            .putPOJO("preparation", imported.preparation())
            .putPOJO("classes", imported.classes())
            .putPOJO("notes", imported.notes()));
  }

  private Classes classes() {
    String one = positive == null ? "effusion" : positive;
    if (!outputs.isEmpty()) {
      if (negative != null) {
        throw new ParameterException(
            spec.commandLine(), "--negative has no place beside --classes: it is all the others.");
      }
      if (!outputs.contains(one)) {
        throw new ParameterException(
            spec.commandLine(),
            "--positive must name one of --classes, but '" + one + "' is none of them.");
      }
      return new Classes(one, "not " + one);
    }
    String zero = negative == null ? "normal" : negative;
    if (one.isBlank() || zero.isBlank() || one.equals(zero)) {
      throw new ParameterException(
          spec.commandLine(),
          "the two classes need two names, but they are '"
              + one
              + "' (--positive) and '"
              + zero
              + "' (--negative).");
    }
    return new Classes(one, zero);
  }

  private void checkOutputs(Network network) {
    if (outputs.isEmpty()) {
      return;
    }
    long named = outputs.stream().filter(name -> !name.isBlank()).distinct().count();
    if (!Classifier.makesSeveral(network)
        || named != Classifier.outputsOf(network)
        || named != outputs.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "--classes must name the outputs of a model that makes several probabilities (by a sigmoid"
              + " each, or a softmax), each once; this one makes "
              + Classifier.outputsOf(network)
              + " numbers, and the names are '"
              + String.join("', '", outputs)
              + "'.");
    }
  }

  private void assumptions(Narration narration, Network network, Imported imported) {
    Preparation preparation = imported.preparation();
    Graph graph = network.graph();
    Classes classes = imported.classes();
    String answer =
        !outputs.isEmpty()
            ? "the probability of '%s', one of %d classes"
                .formatted(classes.positive(), outputs.size())
            : graph.shapeOf(graph.output().name()).size() == 2
                ? "the probabilities of '%s' and of '%s', in this order"
                    .formatted(classes.negative(), classes.positive())
                : "the %s of '%s' rather than '%s'"
                    .formatted(
                        graph.endsInSigmoid() ? "probability" : "logit",
                        classes.positive(),
                        classes.negative());
    narration.line(
        "Images: %d x %d, grays %s%s%s",
        preparation.height(),
        preparation.width(),
        preparation.values().words(),
        graph.inputShape().channels() == 3 ? ", the same in all three channels" : "",
        values == null ? " (assumed; otherwise --values unit, signed, bytes or standardised)" : "");
    narration.line(
        "Answer: %s%s",
        answer,
        outputs.isEmpty() && (positive == null || negative == null)
            ? " (assumed; otherwise --positive, --negative)"
            : "");
  }
}
