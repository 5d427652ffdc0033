package org.pleura.functional;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/** Small drawn images in two class folders: those of the class effusion are bright below. */
final class FolderOfImages {

  private static final int SIZE = 48;

  private FolderOfImages() {}

  static Path draw(Path folder, int perClass) throws IOException {
    Random noise = new Random(11);
    for (int i = 0; i < perClass; i++) {
      write(folder.resolve("effusion/e" + i + ".png"), image(true, noise));
      write(folder.resolve("normal/n" + i + ".png"), image(false, noise));
    }
    return folder;
  }

  static void constant(Path file) throws IOException {
    byte[] pixels = new byte[SIZE * SIZE];
    Arrays.fill(pixels, (byte) 99);
    write(file, GrayImage.of(SIZE, SIZE, pixels));
  }

  static void truncate(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
  }

  /** The bytes of a file that shows the negative. */
  static byte[] inverted(Path file) throws IOException {
    GrayImage image = ImageFiles.decodeGray(Files.readAllBytes(file), file.toString());
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    return ImageFiles.encodePng(GrayImage.of(image.width(), image.height(), pixels));
  }

  private static void write(Path file, GrayImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ImageFiles.encodePng(image));
  }

  private static GrayImage image(boolean fluid, Random noise) {
    byte[] pixels = new byte[SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      boolean below = i / SIZE > SIZE * 2 / 3;
      pixels[i] = (byte) ((fluid && below ? 150 : 60) + noise.nextInt(80));
    }
    return GrayImage.of(SIZE, SIZE, pixels);
  }
}
