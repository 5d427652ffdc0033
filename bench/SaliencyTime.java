import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.pleura.explain.SaliencyMethod;
import org.pleura.model.ModelFile;
import org.pleura.nn.Network;

/**
 * Times GradCAM++ and ScoreCAM of a model, one image at a time on one thread, warm; prints one line
 * of JSON with milliseconds per map, the median of rounds, as bench/peers/keras_saliency.py does.
 */
class SaliencyTime {
  public static void main(String[] arguments) throws IOException {
    Network network = ModelFile.read(Path.of(arguments[0])).network();
    Random random = new Random(0);
    float[] image = new float[network.graph().inputShape().size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    StringBuilder json = new StringBuilder();
    for (String word : List.of("gradcam++", "scorecam")) {
      SaliencyMethod method = SaliencyMethod.named(word, Optional.empty());
      long warm = System.nanoTime() + 5_000_000_000L;
      while (System.nanoTime() < warm) {
        method.explain(network, image);
      }
      double[] times = new double[50];
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        method.explain(network, image);
        times[i] = (System.nanoTime() - start) * 1e-6;
      }
      Arrays.sort(times);
      json.append(String.format(Locale.ROOT, ", \"%s\": %.2f", word, times[25]));
    }
    System.out.println("{" + json.substring(2) + "}");
  }
}
