package org.pleura.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pleura.data.Groups;
import org.pleura.data.Radiograph;
import org.pleura.evaluate.Estimate;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageHeader;

class LabelLeakTest {
  private static List<Radiograph> radiographs(int count, int imagesOfPatient) {
    List<Radiograph> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int patient = Math.floorDiv(i, imagesOfPatient);
      int label = patient % 2;
      String className = label == 1 ? "effusion" : "normal";
      all.add(
          new Radiograph(
              className + "/" + i + ".png", label, className, Optional.of("p" + patient), "0"));
    }
    return all;
  }

  private static LabelLeak leak(Look look, List<float[]> seen, List<Radiograph> radiographs) {
    return LabelLeak.of(look, seen, radiographs, Groups.byPatient(radiographs));
  }

  @Test
  void aMarkerThatGoesWithTheLabelIsSuspicious() {
    Random random = new Random(1);
    List<Radiograph> all = radiographs(120, 1);
    List<float[]> seen = new ArrayList<>();
    for (Radiograph one : all) {
      byte[] pixels = new byte[128 * 128];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (60 + random.nextInt(40));
      }
      // A white square in the upper left corner, or in the upper right one.
      for (int i = 0; i < 36; i++) {
        pixels[i / 6 * 128 + (one.label() == 1 ? 0 : 122) + i % 6] = (byte) 255;
      }
      seen.add(
          Look.BORDER.at(
              GrayImage.of(128, 128, pixels),
              new ImageHeader(ImageHeader.Format.PNG, 128, 128, 1, 8),
              1000));
    }
    LabelLeak leak = leak(Look.BORDER, seen, all);
    assertThat(leak.judgement()).isEqualTo(LabelLeak.Judgement.SUSPICIOUS);
    assertThat(leak.sentence())
        .startsWith("A model that sees only the outer 32 of 512 pixels reaches ")
        .contains("suspicious");
  }

  @Test
  void noiseTellsNothingEvenWhereAPatientHasManyImages() {
    // Each patient has ten images with the same noise. Folds by image would know the patients again
    // and be right nearly always; folds by patient are not.
    Random random = new Random(2);
    List<Radiograph> all = radiographs(300, 10);
    List<float[]> seen = new ArrayList<>();
    float[] ofPatient = new float[40];
    for (int i = 0; i < all.size(); i++) {
      if (i % 10 == 0) {
        ofPatient = new float[40];
        for (int k = 0; k < ofPatient.length; k++) {
          ofPatient[k] = random.nextFloat();
        }
      }
      seen.add(ofPatient);
    }
    LabelLeak leak = leak(Look.THUMBNAIL, seen, all);
    assertThat(leak.judgement()).isEqualTo(LabelLeak.Judgement.NOTHING);
    assertThat(leak.sentence()).contains("no better than chance");
  }

  @Test
  void whatIsAlikeInAllImagesOrOfTooFewPatientsIsNotTried() {
    List<Radiograph> all = radiographs(40, 1);
    List<float[]> same = all.stream().map(one -> new float[] {1, 2}).toList();
    assertThat(leak(Look.FILE, same, all).auroc())
        .isEqualTo(new Estimate.Undefined("it is the same in all images"));
    List<Radiograph> few = radiographs(8, 2);
    List<float[]> seen = new ArrayList<>();
    few.forEach(one -> seen.add(new float[] {seen.size()}));
    assertThat(leak(Look.FILE, seen, few).judgement()).isEqualTo(LabelLeak.Judgement.UNKNOWN);
  }

  @Test
  void theGraysAreRootsOfSharesInThirtyTwoBins() {
    // Three pixels of gray 0 to 7, one of gray 248 to 255: shares 3/4 and 1/4.
    GrayImage image = GrayImage.of(2, 2, new byte[] {0, 3, 7, (byte) 250});
    float[] seen = Look.GRAYS.at(image, new ImageHeader(ImageHeader.Format.PNG, 2, 2, 1, 8), 100);
    assertThat(seen).hasSize(32);
    assertThat(seen[0]).isEqualTo((float) Math.sqrt(0.75f));
    assertThat(seen[31]).isEqualTo(0.5f);
  }
}
