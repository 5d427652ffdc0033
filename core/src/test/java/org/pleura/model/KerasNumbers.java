package org.pleura.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pleura.nn.Variable;

/** One text file of numbers from Keras; nn/src/test/resources/keras/README.md has the format. */
final class KerasNumbers {
  static final Path FOLDER = Path.of("src/test/resources/keras");

  private final Map<String, float[]> arrays = new LinkedHashMap<>();

  static KerasNumbers of(String name) throws IOException {
    KerasNumbers numbers = new KerasNumbers();
    for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
      int colon = line.indexOf(": ");
      if (line.startsWith("made ")) {
        String[] words = line.split(" ");
        numbers.arrays.put(words[1], made(words));
      } else if (!line.startsWith("#") && colon > 0) {
        String[] words = line.substring(colon + 2).split(" ");
        float[] values = new float[words.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.parseFloat(words[i]);
        }
        numbers.arrays.put(line.substring(0, line.indexOf(' ')), values);
      }
    }
    return numbers;
  }

  /** made NAME DIMS salt=S scale=X [above=Y]: the formula is in the README. */
  private static float[] made(String[] words) {
    int count = 1;
    for (String size : words[2].split("x")) {
      count *= Integer.parseInt(size);
    }
    long salt = Long.parseLong(words[3].substring("salt=".length()));
    double scale = Double.parseDouble(words[4].substring("scale=".length()));
    float[] values = new float[count];
    for (long i = 0; i < count; i++) {
      long mixed = (7919 * i + 104729 * salt + 31 * (i * i % 613)) % 10007;
      float value = (float) ((mixed - 5003) / 5003.5 * scale);
      values[(int) i] =
          words.length == 5
              ? value
              : Math.abs(value) + Float.parseFloat(words[5].substring("above=".length()));
    }
    return values;
  }

  /** The array of a variable; Pleura has an underscore where a name in Keras 2 has a slash. */
  float[] weights(Variable variable) {
    return arrays.entrySet().stream()
        .filter(array -> array.getKey().startsWith("weights/"))
        .filter(
            array -> underscored(array.getKey()).equals(underscored("weights/" + variable.path())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(variable.path()));
  }

  private static String underscored(String name) {
    return name.replace('/', '_');
  }

  float[] get(String name) {
    float[] values = arrays.get(name);
    if (values == null) {
      throw new IllegalArgumentException("there is no " + name + ", only " + arrays.keySet());
    }
    return values;
  }

  /** One of equally long parts, such as one image of a batch. */
  float[] part(String name, int index, int parts) {
    float[] all = get(name);
    int size = all.length / parts;
    return java.util.Arrays.copyOfRange(all, index * size, (index + 1) * size);
  }
}
