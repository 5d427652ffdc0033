import java.nio.file.Path;
import org.pleura.model.ModelFile;
import org.pleura.model.SavedModel;

/** Reads each model file named and writes it again, in both formats, into the folder named last. */
class RewriteKerasFile {
  public static void main(String[] arguments) throws Exception {
    Path out = Path.of(arguments[arguments.length - 1]);
    for (int i = 0; i < arguments.length - 1; i++) {
      Path file = Path.of(arguments[i]);
      SavedModel saved = ModelFile.read(file);
      Path written = out.resolve(file.getFileName() + ".keras");
      if (saved.optimization().isPresent()) {
        ModelFile.write(written, saved.network(), saved.optimization().get());
      } else {
        ModelFile.write(written, saved.network());
      }
      ModelFile.writeLegacy(out.resolve(file.getFileName() + ".h5"), saved.network());
    }
  }
}
