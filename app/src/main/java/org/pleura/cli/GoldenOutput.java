package org.pleura.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.nn.Network;
import org.pleura.nn.Shape;
import org.pleura.prepare.Preparation.Values;
import org.pleura.report.ShellWord;
import org.pleura.run.GoldenInput;
import org.pleura.run.Importing;
import org.pleura.run.Json;

/**
 * What a model makes of the golden input, for a comparison with other programs: they must agree in
 * six digits or so, for each sums in an order of its own.
 *
 * @param values the first numbers of its output, {@value #SHOWN} at most
 */
record GoldenOutput(List<Float> values) {

  private static final int SHOWN = 8;

  static GoldenOutput of(Network network, Values values) {
    List<Float> first = new ArrayList<>();
    for (float value : Importing.goldenOutput(network, values)) {
      if (first.size() < SHOWN) {
        first.add(value);
      }
    }
    return new GoldenOutput(first);
  }

  /** Seven digits, which is what two programs may be expected to have in common. */
  String text() {
    return String.join(
        " ", values.stream().map(value -> String.format(Locale.ROOT, "%.7g", value)).toList());
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    values.forEach(json.putArray("goldenOutput")::add);
    return json;
  }

  /** The command that prints the same of a model file of Keras. */
  static String keras(Shape input, Values values, Path file) {
    return python(
        "import sys, keras, numpy as np",
        "m = keras.models.load_model(sys.argv[1], compile=False)",
        "print(*m.predict("
            + GoldenInput.python(input, values)
            + ", verbose=0).ravel()[:"
            + SHOWN
            + "])",
        file);
  }

  /** The command that prints the same of an ONNX file. */
  static String onnx(Shape input, Values values, Path file) {
    return python(
        "import sys, onnxruntime as ort, numpy as np",
        "s = ort.InferenceSession(sys.argv[1])",
        "print(*s.run(None, {s.get_inputs()[0].name: "
            + GoldenInput.python(input, values)
            + "})[0].ravel()[:"
            + SHOWN
            + "])",
        file);
  }

  private static String python(String imports, String load, String print, Path file) {
    String program = String.join("; ", imports, load, print);
    return (ShellWord.ON_WINDOWS ? "python" : "python3")
        + " -c \""
        + program
        + "\" "
        + ShellWord.quoted(file.toString());
  }
}
