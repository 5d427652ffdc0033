package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pleura.data.FindingBox;
import org.pleura.image.GrayImage;
import org.pleura.nn.Shape;

class FindingMaskTest {
  /** A mask as a drawing, one line for each row. */
  private static String drawing(boolean[] mask, int width) {
    StringBuilder drawing = new StringBuilder();
    for (int i = 0; i < mask.length; i++) {
      drawing.append(mask[i] ? 'x' : '.').append(i % width == width - 1 ? "\n" : "");
    }
    return drawing.toString();
  }

  private static boolean[] boxed(int width, int height, Shape input, FindingBox... boxes) {
    return FindingMask.of(List.of(boxes), width, height, input);
  }

  @Test
  void aBoxComesToTheSizeOfTheInput() {
    // 60 x 40 pixels (width x height) become 6 x 4: each is 10 of them, with its centre at 5, 15
    // ...
    // Columns 15 to 40 hold the centres 15, 25, 35; rows 10 to 20 the centre 15.
    boolean[] mask = boxed(60, 40, Shape.of(4, 6, 1), new FindingBox(15, 10, 25, 10));
    assertThat(drawing(mask, 6))
        .isEqualTo(
            """
            ......
            .xxx..
            ......
            ......
            """);
  }

  @Test
  void eachAxisIsScaledByItself() {
    // 8 wide and 40 high become 4 x 4: columns of 2, rows of 10. Columns 4 to 8 hold the centres 5
    // and 7, rows 0 to 26 the centres 5, 15 and 25.
    boolean[] mask = boxed(8, 40, Shape.of(4, 4, 3), new FindingBox(4, 0, 4, 26));
    assertThat(drawing(mask, 4))
        .isEqualTo(
            """
            ..xx
            ..xx
            ..xx
            ....
            """);
  }

  @Test
  void aPixelIsInsideFromTheLeftAndUpperSideOnAndNotAtTheRightAndLower() {
    // Centres at 0.5, 1.5, 2.5, 3.5: the box begins on the second and ends on the fourth.
    boolean[] mask = boxed(4, 4, Shape.of(4, 4, 1), new FindingBox(1.5, 0.5, 2, 3));
    assertThat(drawing(mask, 4))
        .isEqualTo(
            """
            .xx.
            .xx.
            .xx.
            ....
            """);
  }

  @Test
  void severalBoxesAreOneMaskAndMayReachBeyondTheImage() {
    boolean[] mask =
        boxed(
            4,
            4,
            Shape.of(4, 4, 1),
            new FindingBox(-5, -5, 6, 6),
            new FindingBox(2, 1, 90, 2),
            new FindingBox(3, 2, 1, 1));
    assertThat(drawing(mask, 4))
        .isEqualTo(
            """
            x...
            ..xx
            ..xx
            ....
            """);
    assertThat(boxed(4, 4, Shape.of(4, 4, 1))).containsOnly(false);
    assertThat(boxed(4, 4, Shape.of(4, 4, 1), new FindingBox(40, 40, 9, 9))).containsOnly(false);
  }

  @Test
  void aBoxThatIsSmallerThanAPixelMayBeNowhere() {
    // 100 become 10; no centre lies between 11 and 14.
    assertThat(boxed(100, 100, Shape.of(10, 10, 1), new FindingBox(11, 11, 3, 3)))
        .containsOnly(false);
  }

  private static GrayImage picture(int width, int... grays) {
    byte[] pixels = new byte[grays.length];
    for (int i = 0; i < grays.length; i++) {
      pixels[i] = (byte) grays[i];
    }
    return GrayImage.of(width, grays.length / width, pixels);
  }

  @Test
  void aPictureIsInsideWhereItIsWhiteRatherThanBlack() {
    boolean[] mask = FindingMask.of(picture(3, 0, 127, 128, 255, 1, 200), Shape.of(2, 3, 1));
    assertThat(drawing(mask, 3))
        .isEqualTo(
            """
            ..x
            x.x
            """);
  }

  @Test
  void aPictureComesToTheSizeOfTheInputBeforeItIsAskedAbout() {
    // 4 x 4 halved: means of 2 x 2. 255 of four is 64, 2 * 255 of four is 128, 3 is 191.
    boolean[] mask =
        FindingMask.of(
            picture(4, 255, 0, 255, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0),
            Shape.of(2, 2, 1));
    assertThat(drawing(mask, 2)).isEqualTo(".x\nx.\n");
    // 2 wide and 1 high become 4 x 2; columns at -0.25, 0.25, 0.75, 1.25 of the first to the
    // second.
    assertThat(drawing(FindingMask.of(picture(2, 0, 255), Shape.of(2, 4, 1)), 4))
        .isEqualTo("..xx\n..xx\n");
  }

  @Test
  void aFindingIsPartialIfItIsNeitherNowhereNorEverywhere() {
    boolean[] mask = new boolean[4];
    assertThat(FindingMask.isPartial(mask)).isFalse();
    mask[3] = true;
    assertThat(FindingMask.isPartial(mask)).isTrue();
    Arrays.fill(mask, true);
    assertThat(FindingMask.isPartial(mask)).isFalse();
    mask[2] = false;
    assertThat(FindingMask.isPartial(mask)).isTrue();
  }
}
