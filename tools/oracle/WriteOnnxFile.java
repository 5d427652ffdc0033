import java.nio.file.Path;
import java.util.Map;
import org.pleura.model.ModelFile;
import org.pleura.model.OnnxFile;

/** Reads each .keras file named and writes it as NAME.onnx into the folder named last. */
class WriteOnnxFile {
  public static void main(String[] arguments) throws Exception {
    Path out = Path.of(arguments[arguments.length - 1]);
    for (int i = 0; i < arguments.length - 1; i++) {
      Path file = Path.of(arguments[i]);
      String name = file.getFileName().toString().replaceFirst("\\.keras$", ".onnx");
      OnnxFile.write(
          out.resolve(name), ModelFile.read(file).network(), Map.of("source", "Röntgenbild"));
    }
  }
}
