import java.nio.file.Path;
import org.pleura.model.ModelFile;

/** Reads each .keras file named and writes it again into the folder named last. */
class RewriteKerasFile {
  public static void main(String[] arguments) throws Exception {
    Path out = Path.of(arguments[arguments.length - 1]);
    for (int i = 0; i < arguments.length - 1; i++) {
      Path file = Path.of(arguments[i]);
      ModelFile.write(out.resolve(file.getFileName()), ModelFile.read(file).network());
    }
  }
}
