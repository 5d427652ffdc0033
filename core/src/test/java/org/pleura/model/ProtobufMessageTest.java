package org.pleura.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.pleura.model.ProtobufMessage.Field;

class ProtobufMessageTest {
  @Test
  void aFieldIsItsNumberAndKindThenItsValue() throws IOException {
    // Number 1, kind 0 (varint): 1 << 3 | 0 = 08. 300 = 0b10_0101100: ac 02, seven bits at a time.
    assertThat(hex(ProtobufMessage.of(Field.integer(1, 300)))).isEqualTo("08ac02");
    // Number 20 needs two bytes: 20 << 3 | 0 = 160 = a0 01.
    assertThat(hex(ProtobufMessage.of(Field.integer(20, 7)))).isEqualTo("a00107");
    // Number 2, kind 5 (four bytes): 15. 1.5f is 3fc00000, its last byte first.
    assertThat(hex(ProtobufMessage.of(Field.real(2, 1.5f)))).isEqualTo("150000c03f");
    // Number 2, kind 2 (as long as said): 12. "ö" is c3 b6 in UTF-8.
    assertThat(hex(ProtobufMessage.of(Field.text(2, "ö")))).isEqualTo("1202c3b6");
  }

  @Test
  void aMessageInsideIsPrecededByItsSize() throws IOException {
    ProtobufMessage inner = ProtobufMessage.of(Field.integer(2, 17));

    assertThat(hex(ProtobufMessage.of(Field.message(8, inner)))).isEqualTo("42021011");
    assertThat(hex(inner.with(Field.message(8, inner)))).isEqualTo("101142021011");
  }

  @Test
  void numbersOfATensorAreLittleEndianWithoutFieldsOfTheirOwn() throws IOException {
    assertThat(hex(ProtobufMessage.of(Field.rawFloats(9, new float[] {1f, -2f}))))
        .isEqualTo("4a080000803f000000c0");
    assertThat(hex(ProtobufMessage.of(Field.rawLongs(9, new long[] {258}))))
        .isEqualTo("4a080201000000000000");
  }

  private static String hex(ProtobufMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    message.writeTo(out);
    out.flush();
    assertThat(message.size()).isEqualTo(bytes.size());
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
