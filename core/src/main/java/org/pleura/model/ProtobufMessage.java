package org.pleura.model;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message of Protocol Buffers: numbered fields in the order in which they are written. Which
 * numbers mean what is for the caller to know ({@link OnnxMessages}).
 *
 * <p>Sizes are known from the start, since a message inside another is preceded by its size, and
 * nothing is copied: an array of weights is written from where it stands.
 *
 * @param fields the fields
 */
record ProtobufMessage(List<Field> fields) {
  ProtobufMessage {
    fields = List.copyOf(fields);
  }

  static ProtobufMessage of(Field... fields) {
    return new ProtobufMessage(List.of(fields));
  }

  /** The same message with more fields after its own. */
  ProtobufMessage with(Field... more) {
    return with(List.of(more));
  }

  /** The same message with more fields after its own. */
  ProtobufMessage with(List<Field> more) {
    return new ProtobufMessage(Stream.concat(fields.stream(), more.stream()).toList());
  }

  /**
   * How many bytes it takes.
   *
   * @throws ArithmeticException if they are more than the 2 GiB of the format; the weights of a
   *     network are at most 1 GiB
   */
  int size() {
    return fields.stream().mapToInt(Field::size).reduce(0, Math::addExact);
  }

  void writeTo(CodedOutputStream out) throws IOException {
    for (Field field : fields) {
      field.content.writeTo(out);
    }
  }

  private interface Content {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** One field with its number. */
  static final class Field {
    private final int size;
    private final Content content;

    private Field(int size, Content content) {
      this.size = size;
      this.content = content;
    }

    private int size() {
      return size;
    }

    /** An int32, an int64 or an enum. */
    static Field integer(int number, long value) {
      return new Field(
          CodedOutputStream.computeInt64Size(number, value), out -> out.writeInt64(number, value));
    }

    /** A float. */
    static Field real(int number, float value) {
      return new Field(
          CodedOutputStream.computeFloatSize(number, value), out -> out.writeFloat(number, value));
    }

    /** A string, or bytes that are one in UTF-8. */
    static Field text(int number, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      return new Field(
          CodedOutputStream.computeByteArraySize(number, bytes),
          out -> out.writeByteArray(number, bytes));
    }

    /** A message inside. */
    static Field message(int number, ProtobufMessage message) {
      return delimited(number, message.size(), message::writeTo);
    }

    /** Bytes that are little-endian float32. */
    static Field rawFloats(int number, float[] values) {
      return delimited(
          number,
          Math.multiplyExact(values.length, Float.BYTES),
          out -> {
            for (float value : values) {
              out.writeFloatNoTag(value);
            }
          });
    }

    /** Bytes that are little-endian int64. */
    static Field rawLongs(int number, long[] values) {
      return delimited(
          number,
          Math.multiplyExact(values.length, Long.BYTES),
          out -> {
            for (long value : values) {
              out.writeFixed64NoTag(value);
            }
          });
    }

    private static Field delimited(int number, int size, Content content) {
      int before =
          CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(size);
      return new Field(
          Math.addExact(before, size),
          out -> {
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(size);
            content.writeTo(out);
          });
    }
  }
}
