package org.pleura.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JetTest {
  @Test
  void theTableIsMatplotlibsToTheByte() throws NoSuchAlgorithmException {
    byte[] table = new byte[256 * 3];
    for (int i = 0; i < 256; i++) {
      int rgb = Jet.rgb(i / 256f);
      table[3 * i] = (byte) (rgb >> 16);
      table[3 * i + 1] = (byte) (rgb >> 8);
      table[3 * i + 2] = (byte) rgb;
    }
    // uint8(jet(arange(256)) * 255) of Matplotlib 3.11.2, red, green, blue of each entry in turn.
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(table)))
        .isEqualTo("c1b7b97444ebebfc30a590ce3eada7cffefb868960c6c39fd4ed1ff7a40712e9");
  }

  @Test
  void aValueGetsItsColour() {
    assertThat(Jet.rgb(0)).isEqualTo(0x00007f);
    assertThat(Jet.rgb(0.25f)).isEqualTo(0x0080ff);
    assertThat(Jet.rgb(0.5f)).isEqualTo(124 << 16 | 255 << 8 | 121);
    assertThat(Jet.rgb(0.75f)).isEqualTo(0xff9400);
    assertThat(Jet.rgb(1)).isEqualTo(0x7f0000);
  }

  @Test
  void whatIsOutsideGetsTheNearestColour() {
    assertThat(Jet.rgb(-3)).isEqualTo(Jet.rgb(0));
    assertThat(Jet.rgb(Float.POSITIVE_INFINITY)).isEqualTo(Jet.rgb(1));
    assertThatThrownBy(() -> Jet.rgb(Float.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
