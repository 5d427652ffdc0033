import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.pleura.model.ModelFile;
import org.pleura.model.OnnxFile;
import org.pleura.model.Optimization;
import org.pleura.model.SavedModel;
import org.pleura.nn.Graph;
import org.pleura.nn.Input;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.nn.random.Mt19937;
import org.pleura.nn.train.Fitting;
import org.pleura.nn.train.FittingListener;
import org.pleura.nn.train.History;
import org.pleura.nn.train.KeptWeights;
import org.pleura.nn.train.LearningRateSchedule;
import org.pleura.nn.train.Optimizer;
import org.pleura.nn.train.OptimizerState;
import org.pleura.nn.train.TrainingPlan;
import org.pleura.nn.train.TrainingSet;
import org.pleura.nn.train.TrainingState;
import org.pleura.nn.train.ValidationSet;
import org.pleura.prepare.Preparation.Values;
import org.pleura.run.GoldenInput;

/**
 * Reads each model file named and writes it again as .keras, .h5 and .onnx into the folder named
 * last, with a text of what it makes of the golden input; and, if it makes one probability, the
 * same after an epoch of training.
 */
class WriteModels {
  private static final int IMAGES = 8;

  public static void main(String[] arguments) throws Exception {
    Path out = Path.of(arguments[arguments.length - 1]);
    for (int i = 0; i < arguments.length - 1; i++) {
      Path file = Path.of(arguments[i]);
      SavedModel saved = ModelFile.read(file);
      write(out, file.getFileName().toString(), saved.network(), saved.optimization());
      Graph graph = saved.network().graph();
      if (graph.endsInSigmoid() && graph.shapeOf(graph.output().name()).equals(Shape.of(1))) {
        trained(out, file.getFileName() + ".trained", saved.network());
      }
    }
  }

  private static void write(
      Path out, String name, Network network, Optional<Optimization> optimization)
      throws IOException {
    if (optimization.isPresent()) {
      ModelFile.write(out.resolve(name + ".keras"), network, optimization.get());
    } else {
      ModelFile.write(out.resolve(name + ".keras"), network);
    }
    ModelFile.writeLegacy(out.resolve(name + ".h5"), network);
    OnnxFile.write(out.resolve(name + ".onnx"), network, Map.of("source", "Röntgenbild"));
    StringBuilder text = new StringBuilder();
    for (float value :
        network.predict(GoldenInput.of(network.graph().inputShape(), Values.STANDARDISED))) {
      text.append(value).append('\n');
    }
    Files.writeString(out.resolve(name + ".txt"), text);
  }

  private static void trained(Path out, String name, Network network) throws IOException {
    Optimizer adam = Optimizer.Adam.defaults();
    TrainingPlan plan =
        new TrainingPlan(
            1,
            4,
            OptionalInt.empty(),
            adam,
            new LearningRateSchedule.Constant(),
            Optional.empty(),
            new KeptWeights.BestEpoch(),
            0.1,
            42);
    Random random = new Random(7);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      float[] image = new float[network.graph().inputShape().size()];
      for (int p = 0; p < image.length; p++) {
        image[p] = 2 * random.nextFloat() - 1;
      }
      images.add(image);
    }
    TrainingSet set =
        new TrainingSet() {
          @Override
          public int size() {
            return IMAGES;
          }

          @Override
          public float target(int index) {
            return index % 2;
          }

          @Override
          public Input draw(int index, Mt19937 numpy) {
            return Input.of(images.get(index));
          }
        };
    ValidationSet validation = new ValidationSet(List.of(Input.of(images.get(0))), List.of(1f));
    int weights = network.graph().parameterCount();
    TrainingState before =
        new TrainingState(
            new History(List.of()), network, OptimizerState.before(adam, weights), network);
    try (Fitting fitting = new Fitting(network.graph(), plan, set, validation, 2)) {
      TrainingState after = fitting.resume(before, new FittingListener() {});
      if (after.network().fingerprint().equals(network.fingerprint())) {
        throw new IllegalStateException(name + " has not changed in its training");
      }
      write(
          out, name, after.network(), Optional.of(new Optimization(adam, after.optimizer(), 0.1)));
    }
  }
}
