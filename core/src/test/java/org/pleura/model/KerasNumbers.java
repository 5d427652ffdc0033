package org.pleura.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One text file of numbers from Keras; nn/src/test/resources/keras/README.md has the format. */
final class KerasNumbers {
  static final Path FOLDER = Path.of("src/test/resources/keras");

  private final Map<String, float[]> arrays = new LinkedHashMap<>();

  static KerasNumbers of(String name) throws IOException {
    KerasNumbers numbers = new KerasNumbers();
    for (String line : Files.readAllLines(FOLDER.resolve(name + ".txt"))) {
      int colon = line.indexOf(": ");
      if (!line.startsWith("#") && colon > 0) {
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
