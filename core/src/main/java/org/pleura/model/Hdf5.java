package org.pleura.model;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.pleura.nn.Variable;

/** Arrays, groups and texts of an HDF5 file, none of which is trusted when it is read. */
final class Hdf5 {
  /**
   * In place of a letter beyond ASCII in an attribute that says it is ASCII, as Keras writes them
   * though its names are UTF-8. Names of groups are read right.
   */
  private static final char UNREADABLE = '\uFFFD';

  private Hdf5() {}

  /** An attribute of 60,008 bytes makes jHDF 0.13.0 write a broken file; of 59,508 bytes not. */
  static final int MOST_ATTRIBUTE = 59_000;

  /** What is done with an open file. */
  interface Reading<T> {
    T from(HdfFile hdf) throws UnreadableModelException;
  }

  /**
   * Opens a file.
   *
   * @param bytes the whole file
   * @param reading what to do with it
   * @return what that returns
   * @throws UnreadableModelException if the file is cut short or damaged
   */
  static <T> T open(byte[] bytes, Reading<T> reading) throws UnreadableModelException {
    Superblock.requireWhole(bytes);
    try (HdfFile hdf = HdfFile.fromBytes(bytes)) {
      return reading.from(hdf);
    } catch (RuntimeException | StackOverflowError damaged) {
      // jHDF meets a damaged file with whatever exception its parsing runs into.
      throw new UnreadableModelException(
          "the HDF5 data are damaged or use what Keras does not"
              + (damaged.getMessage() == null ? "" : " (" + damaged.getMessage() + ")")
              + "; copy or save the model again",
          damaged);
    }
  }

  /**
   * Writes a file.
   *
   * <p>When jHDF 0.13.0 closes a file, it writes its signature behind the array it wrote last, over
   * any group that comes after: what is put last must be an array.
   *
   * @param part where the file may stand meanwhile
   * @param content puts groups and arrays
   * @return the file, the same on every machine
   */
  static byte[] written(Path part, Consumer<WritableHdfFile> content) throws IOException {
    Files.deleteIfExists(part); // of a process that was killed
    try {
      try (WritableHdfFile hdf = HdfFile.write(part)) {
        // In place of jHDF's own words, which name the machine's system.
        hdf.putAttribute("_jHDF", "jHDF");
        content.accept(hdf);
      } catch (HdfWritingException e) {
        // jHDF wraps a full disk, say, in an exception of its own.
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw e;
      }
      return Superblock.withoutWriter(Files.readAllBytes(part));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Puts one array of a network into a group.
   *
   * @param name of the array there
   * @param variable its shape and its place among {@code values}
   * @param values numbers of the whole network
   */
  static void put(WritableGroup group, String name, Variable variable, float[] values) {
    List<Integer> shape = variable.parameter().shape();
    if (shape.isEmpty()) {
      // The one number without axes that Keras has is a count, a whole number.
      group.putDataset(name, (long) values[variable.offset()]);
    } else {
      group.putDataset(name, nested(values, variable.offset(), shape));
    }
  }

  /** A flat array as the array of arrays in which jHDF takes several dimensions. */
  private static Object nested(float[] values, int offset, List<Integer> shape) {
    if (shape.size() == 1) {
      return Arrays.copyOfRange(values, offset, offset + shape.get(0));
    }
    List<Integer> inner = shape.subList(1, shape.size());
    int size = inner.stream().reduce(1, Math::multiplyExact);
    int[] dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
    Object outer = Array.newInstance(float.class, dimensions);
    for (int i = 0; i < shape.get(0); i++) {
      Array.set(outer, i, nested(values, offset + i * size, inner));
    }
    return outer;
  }

  /**
   * Puts a list of texts as an attribute, or as several with 0, 1 and so on behind the name, as
   * Keras does where one would be too long. All texts of an attribute take as much room as the
   * longest.
   */
  static void putTexts(WritableGroup group, String name, List<String> texts) {
    int longest =
        texts.stream()
            .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(1);
    int each = Math.max(1, MOST_ATTRIBUTE / Math.max(1, longest));
    if (texts.size() <= each) {
      group.putAttribute(name, texts.toArray(new String[0]));
      return;
    }
    for (int part = 0; part * each < texts.size(); part++) {
      List<String> some = texts.subList(part * each, Math.min(texts.size(), (part + 1) * each));
      group.putAttribute(name + part, some.toArray(new String[0]));
    }
  }

  /** A group within a group; links to other places, which jHDF knows as links, are none. */
  static Group group(Group parent, String name) throws UnreadableModelException {
    @Nullable Node child = parent.getChildren().get(name);
    if (child == null && name.indexOf(UNREADABLE) >= 0 && parent.getChildren().size() == 1) {
      child = parent.getChildren().values().iterator().next();
    }
    if (child instanceof Group group) {
      return group;
    }
    throw new UnreadableModelException(
        "the HDF5 data have no group " + path(parent, name) + "; save the model again");
  }

  /** Reads one array into its place among the numbers of a network. */
  static void copy(Group group, String name, Variable variable, float[] into)
      throws UnreadableModelException {
    @Nullable Node child = group.getChildren().get(name);
    if (!(child instanceof Dataset dataset)) {
      throw new UnreadableModelException(
          "the HDF5 data have no array "
              + path(group, name)
              + " for "
              + variable.path()
              + "; save the model again");
    }
    if (variable.parameter().shape().isEmpty()) {
      into[variable.offset()] = (float) wholeNumber(dataset, variable.path());
      return;
    }
    int[] expected = variable.parameter().shape().stream().mapToInt(Integer::intValue).toArray();
    boolean floats =
        dataset.getJavaType() == float.class && dataset.getDataType().getSize() == Float.BYTES;
    DataLayout layout = dataset.getDataLayout();
    boolean stored = layout == DataLayout.CONTIGUOUS || layout == DataLayout.COMPACT;
    if (!floats || !stored || !Arrays.equals(dataset.getDimensions(), expected)) {
      throw new UnreadableModelException(
          variable.path()
              + " must be float32 of shape "
              + Arrays.toString(expected)
              + ", stored without compression, but the HDF5 data have "
              + dataset.getJavaType()
              + " ("
              + layout
              + ") of shape "
              + Arrays.toString(dataset.getDimensions()));
    }
    float[] values = (float[]) dataset.getDataFlat();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new UnreadableModelException(
            variable.path()
                + " holds "
                + value
                + ", as after a training that ran away; take a model saved before that");
      }
    }
    System.arraycopy(values, 0, into, variable.offset(), variable.size());
  }

  /** A single whole number. */
  static long wholeNumber(@Nullable Node node, String what) throws UnreadableModelException {
    if (node instanceof Dataset dataset
        && dataset.isScalar()
        && dataset.getData() instanceof Number number) {
      return number.longValue();
    }
    throw new UnreadableModelException("the HDF5 data have no whole number for " + what);
  }

  /** An attribute that is one text. */
  static Optional<String> text(Node node, String name) throws UnreadableModelException {
    List<String> texts = strings(node, name);
    return texts.size() == 1 ? Optional.of(texts.get(0)) : Optional.empty();
  }

  /**
   * An attribute that is a list of texts. Keras splits one that is too long for HDF5 into several,
   * with 0, 1 and so on behind the name.
   *
   * @return the texts, none if there is no such attribute
   */
  static List<String> texts(Node node, String name) throws UnreadableModelException {
    if (node.getAttributes().containsKey(name)) {
      return strings(node, name);
    }
    List<String> all = new ArrayList<>();
    for (int part = 0; node.getAttributes().containsKey(name + part); part++) {
      all.addAll(strings(node, name + part));
    }
    return all;
  }

  private static List<String> strings(Node node, String name) throws UnreadableModelException {
    @Nullable Attribute attribute = node.getAttributes().get(name);
    // A list of nothing has no data, whatever its type: Keras makes it one of numbers.
    if (attribute == null || attribute.isEmpty() || attribute.getSize() == 0) {
      return List.of();
    }
    if (attribute.getJavaType() != String.class) {
      throw new UnreadableModelException(
          "attribute " + name + " of " + node.getPath() + " is no text");
    }
    Object data = attribute.getData();
    if (data instanceof String text) {
      return List.of(text);
    }
    return data instanceof String[] texts ? Arrays.asList(texts) : Collections.emptyList();
  }

  private static String path(Group parent, String name) {
    return parent.getPath() + name;
  }
}
