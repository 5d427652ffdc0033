package org.pleura.model;

import static org.pleura.model.ProtobufMessage.Field.integer;
import static org.pleura.model.ProtobufMessage.Field.message;
import static org.pleura.model.ProtobufMessage.Field.rawFloats;
import static org.pleura.model.ProtobufMessage.Field.rawLongs;
import static org.pleura.model.ProtobufMessage.Field.real;
import static org.pleura.model.ProtobufMessage.Field.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.pleura.model.ProtobufMessage.Field;

/**
 * The messages of an ONNX file that Pleura writes, each with its fields' numbers in onnx.proto,
 * which do not change from version to version.
 */
final class OnnxMessages {
  /** The format of the file: that of ONNX 1.10 to 1.12. */
  private static final int IR_VERSION = 8;

  /** The version of the operators. */
  private static final int OPSET = 17;

  /** TensorProto.DataType. */
  private static final int FLOAT = 1;

  private static final int INT64 = 7;

  private OnnxMessages() {}

  /** ModelProto. */
  static ProtobufMessage model(ProtobufMessage graph, Map<String, String> metadata) {
    return ProtobufMessage.of(
            integer(1, IR_VERSION),
            text(2, "Pleura"),
            message(7, graph),
            // OperatorSetIdProto; without a domain it is ONNX's own.
            message(8, ProtobufMessage.of(integer(2, OPSET))))
        .with(each(metadata.entrySet(), entry -> message(14, property(entry))));
  }

  /** StringStringEntryProto. */
  private static ProtobufMessage property(Map.Entry<String, String> entry) {
    return ProtobufMessage.of(text(1, entry.getKey()), text(2, entry.getValue()));
  }

  /** GraphProto. */
  static ProtobufMessage graph(
      String name,
      List<ProtobufMessage> nodes,
      List<ProtobufMessage> initializers,
      ProtobufMessage input,
      ProtobufMessage output) {
    return ProtobufMessage.of()
        .with(each(nodes, node -> message(1, node)))
        .with(text(2, name))
        .with(each(initializers, initializer -> message(5, initializer)))
        .with(message(11, input), message(12, output));
  }

  /**
   * NodeProto.
   *
   * @param inputs names of values; an empty one is an optional input left out
   */
  static ProtobufMessage node(
      String name,
      String operator,
      List<String> inputs,
      String output,
      List<ProtobufMessage> attributes) {
    return ProtobufMessage.of()
        .with(each(inputs, input -> text(1, input)))
        .with(text(2, output), text(3, name), text(4, operator))
        .with(each(attributes, attribute -> message(5, attribute)));
  }

  /** AttributeProto of a float. */
  static ProtobufMessage attribute(String name, float value) {
    return ProtobufMessage.of(text(1, name), real(2, value), integer(20, 1));
  }

  /** AttributeProto of an int. */
  static ProtobufMessage attribute(String name, int value) {
    return ProtobufMessage.of(text(1, name), integer(3, value), integer(20, 2));
  }

  /** AttributeProto of ints. */
  static ProtobufMessage attribute(String name, List<Integer> values) {
    return ProtobufMessage.of(text(1, name))
        .with(each(values, value -> integer(8, value)))
        .with(integer(20, 7));
  }

  /** TensorProto of floats. */
  static ProtobufMessage tensor(String name, List<Integer> dimensions, float[] values) {
    return tensor(name, dimensions, FLOAT, rawFloats(9, values));
  }

  /** TensorProto of a vector of int64. */
  static ProtobufMessage tensor(String name, long... values) {
    return tensor(name, List.of(values.length), INT64, rawLongs(9, values));
  }

  private static ProtobufMessage tensor(
      String name, List<Integer> dimensions, int dataType, Field values) {
    return ProtobufMessage.of()
        .with(each(dimensions, dimension -> integer(1, dimension)))
        .with(integer(2, dataType), text(8, name), values);
  }

  /** ValueInfoProto of float32 numbers of shape (batch, dimensions...), for any batch. */
  static ProtobufMessage batchOf(String name, List<Integer> dimensions) {
    // TensorShapeProto of Dimensions, each with a dim_value (1) or a dim_param (2).
    ProtobufMessage shape =
        ProtobufMessage.of(message(1, ProtobufMessage.of(text(2, "batch"))))
            .with(each(dimensions, size -> message(1, ProtobufMessage.of(integer(1, size)))));
    ProtobufMessage tensor = ProtobufMessage.of(integer(1, FLOAT), message(2, shape));
    ProtobufMessage type = ProtobufMessage.of(message(1, tensor));
    return ProtobufMessage.of(text(1, name), message(2, type));
  }

  private static <T> List<Field> each(Collection<T> values, Function<T, Field> field) {
    List<Field> fields = new ArrayList<>();
    for (T value : values) {
      fields.add(field.apply(value));
    }
    return fields;
  }
}
