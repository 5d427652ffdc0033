package org.pleura.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pleura.data.Part;
import org.pleura.data.Particulars;
import org.pleura.data.Radiograph;
import org.pleura.data.Split;
import org.pleura.data.UnusableDataException;

class TablesTest {

  @TempDir private Path folder;

  private static Radiograph radiograph(String name, String sha256) {
    return new Radiograph(name, 1, "effusion", Optional.empty(), sha256);
  }

  @Test
  void predictionsComeBackToTheBit() throws IOException {
    List<Prediction> predictions =
        List.of(
            new Prediction(
                "a.png",
                Optional.of("p1"),
                1,
                Part.TEST,
                Optional.of(0.1f),
                0.52497917f,
                Particulars.UNKNOWN),
            new Prediction(
                "b.png",
                Optional.empty(),
                0,
                Part.TRAIN,
                Optional.empty(),
                1e-20f,
                Particulars.UNKNOWN));
    Path file = folder.resolve("predictions.csv");
    PredictionsFile.write(file, predictions);
    assertThat(file).content().startsWith("image,patient,label,part,logit,probability\na.png,p1,1");
    assertThat(PredictionsFile.read(file)).isEqualTo(predictions);
  }

  @Test
  void predictionsMadeElsewhereNeedOnlyImageLabelAndProbability() throws IOException {
    Path file = folder.resolve("python.csv");
    Files.writeString(file, "probability,label,image,note\n0.25,1.0,a.png,hi\n");
    assertThat(PredictionsFile.read(file))
        .containsExactly(
            new Prediction(
                "a.png",
                Optional.empty(),
                1,
                Part.TEST,
                Optional.empty(),
                0.25f,
                Particulars.UNKNOWN));
  }

  @Test
  void predictionsWithoutNamesAreNumberedByRow() throws IOException {
    Path file = folder.resolve("bare.csv");
    Files.writeString(file, "label,probability\n1,0.25\n0,0.5\n");
    assertThat(PredictionsFile.read(file))
        .extracting(Prediction::image)
        .containsExactly("row 1", "row 2");
  }

  @Test
  void whatIsNoTableOfPredictionsIsRefusedInASentence() throws IOException {
    assertThatThrownBy(() -> PredictionsFile.read(folder))
        .hasMessageContaining("is a folder; expected a table");
    Path binary = folder.resolve("binary.csv");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> PredictionsFile.read(binary)).hasMessageContaining("UTF-8");
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "a,b\n1,2\n");
    assertThatThrownBy(() -> PredictionsFile.read(other))
        .hasMessageContaining("other.csv has no column 'probability'");
    Path huge = folder.resolve("huge.csv");
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(200_000_000);
    }
    assertThatThrownBy(() -> PredictionsFile.read(huge)).hasMessageContaining("has 200 MB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.png,2,0.5,test,1|label must be 1 or 0, but it is '2'",
        "a.png,1,1.5,test,1|probability must be 0 to 1, but it is 1.5",
        "a.png,1,NaN,test,1|probability must be 0 to 1, but it is NaN",
        "a.png,1,0.5,rest,1|part must be train, validation or test, but it is 'rest'",
        "a.png,1,0.5,test,Infinity|logit must be a finite number",
      })
  void aPredictionThatCannotBeIsNamed(String line, String message) throws IOException {
    Path file = folder.resolve("bad.csv");
    Files.writeString(file, "image,label,probability,part,logit\nb.png,0,0.5,test,0\n" + line);
    assertThatThrownBy(() -> PredictionsFile.read(file))
        .hasMessageContaining("bad.csv line 3: ")
        .hasMessageContaining(message);
  }

  @Test
  void aSplitComesBackInItsOrder() throws IOException {
    Radiograph a = radiograph("effusion/a.png", "aa");
    Radiograph b = radiograph("effusion/b.png", "bb");
    Radiograph c = radiograph("effusion/c.png", "cc");
    Split split = new Split(List.of(c, a), List.of(b), List.of());
    Path file = folder.resolve("split.csv");
    SplitFile.write(file, split);
    assertThat(SplitFile.read(file, List.of(a, b, c))).isEqualTo(split);

    assertThatThrownBy(() -> SplitFile.read(file, List.of(a, b)))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("effusion/c.png");
    assertThatThrownBy(
            () -> SplitFile.read(file, List.of(a, b, radiograph("effusion/c.png", "other"))))
        .isInstanceOf(UnusableDataException.class)
        .hasMessageContaining("effusion/c.png is not the file it was");
  }
}
