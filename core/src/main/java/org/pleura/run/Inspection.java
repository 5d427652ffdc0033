package org.pleura.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pleura.data.Dataset;
import org.pleura.data.Radiograph;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.image.ImageHeader;
import org.pleura.image.UnreadableImageException;

/**
 * What there is in a data set, found by reading every image of it.
 *
 * @param positiveClass the class with label 1
 * @param negativeClass the class with label 0
 * @param positiveClassReason why it is the positive one, in a sentence
 * @param images how many images each class has, the positive one first
 * @param patients how many patients they are of, or null if the data do not tell
 * @param kinds what the files are and how many of each kind, the most frequent first
 * @param identical files with the same bytes, each group in order
 * @param unusable images that cannot be read, or have only one gray, with the reason
 * @param passedOver other files and folders beside the images
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Inspection(
    String positiveClass,
    String negativeClass,
    String positiveClassReason,
    Map<String, Integer> images,
    @Nullable Integer patients,
    List<Kind> kinds,
    List<List<String>> identical,
    List<Provenance.LeftOut> unusable,
    List<String> passedOver) {

  /**
   * Files of the same format and size.
   *
   * @param format PNG or JPEG
   * @param width columns
   * @param height rows
   * @param channels samples per pixel
   * @param bits bits of a sample
   * @param files how many
   */
  public record Kind(String format, int width, int height, int channels, int bits, int files) {

    /**
     * The array that image libraries make of such a file in colour.
     *
     * @return for example (512, 512, 3)
     */
    public String colourShape() {
      return "(" + height + ", " + width + ", 3)";
    }

    /**
     * The array that image libraries make of such a file in gray.
     *
     * @return for example (512, 512)
     */
    public String grayShape() {
      return "(" + height + ", " + width + ")";
    }
  }

  private record Look(Optional<ImageHeader> header, Optional<String> problem) {}

  /**
   * Reads every image of a data set.
   *
   * @param data the data set
   * @param threads how many read at once
   * @param progress hears how many are read
   * @return what there is
   * @throws IOException if the data set cannot be read; an image that cannot be decoded is no error
   *     here
   */
  public static Inspection of(Dataset data, int threads, Progress progress) throws IOException {
    List<Radiograph> all = data.radiographs();
    List<Look> looks =
        Threads.map(threads, all, "Reading images", progress, radiograph -> look(data, radiograph));
    Map<String, Integer> images = new LinkedHashMap<>();
    Map<String, List<String>> byContent = new LinkedHashMap<>();
    Map<ImageHeader, Integer> headers = new LinkedHashMap<>();
    List<Provenance.LeftOut> unusable = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      Radiograph radiograph = all.get(i);
      images.merge(radiograph.className(), 1, Integer::sum);
      byContent
          .computeIfAbsent(radiograph.sha256(), unused -> new ArrayList<>())
          .add(radiograph.name());
      looks.get(i).header().ifPresent(header -> headers.merge(header, 1, Integer::sum));
      looks
          .get(i)
          .problem()
          .ifPresent(problem -> unusable.add(new Provenance.LeftOut(radiograph.name(), problem)));
    }
    return new Inspection(
        data.positiveClass(),
        data.negativeClass(),
        data.positiveClassReason(),
        images,
        patients(all),
        kinds(headers),
        byContent.values().stream().filter(names -> names.size() > 1).toList(),
        unusable,
        data.leftOut());
  }

  /** How many patients, or null unless every image's patient is known. */
  static @Nullable Integer patients(List<Radiograph> radiographs) {
    if (radiographs.stream().anyMatch(radiograph -> radiograph.patient().isEmpty())) {
      return null;
    }
    return (int) radiographs.stream().map(Radiograph::patient).distinct().count();
  }

  private static Look look(Dataset data, Radiograph radiograph) throws IOException {
    byte[] file = data.read(radiograph);
    try {
      ImageHeader header = ImageFiles.header(file, radiograph.name());
      GrayImage image = ImageFiles.decodeGray(file, radiograph.name());
      return new Look(Optional.of(header), constant(radiograph, image));
    } catch (UnreadableImageException e) {
      return new Look(Optional.empty(), Optional.of(Objects.toString(e.getMessage())));
    }
  }

  private static Optional<String> constant(Radiograph radiograph, GrayImage image) {
    byte[] pixels = image.pixels();
    for (byte pixel : pixels) {
      if (pixel != pixels[0]) {
        return Optional.empty();
      }
    }
    return Optional.of(
        radiograph.name() + ": every pixel of this image has the gray " + (pixels[0] & 0xff));
  }

  private static List<Kind> kinds(Map<ImageHeader, Integer> headers) {
    return headers.entrySet().stream()
        .sorted(Map.Entry.<ImageHeader, Integer>comparingByValue().reversed())
        .map(entry -> kind(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Kind kind(ImageHeader header, int files) {
    return new Kind(
        header.format().name(),
        header.width(),
        header.height(),
        header.channels(),
        header.bitsPerSample(),
        files);
  }
}
