package org.pleura.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;

/** Folders of small drawn images: the positive class is bright below, the other is not. */
public final class DrawnFolder {

  private DrawnFolder() {}

  /** Draws so many images of each class into effusion/ and normal/. */
  public static Path of(Path folder, int perClass, int size) throws IOException {
    Random noise = new Random(7);
    for (int i = 0; i < perClass; i++) {
      write(folder.resolve("effusion/e" + i + ".png"), image(size, true, noise));
      write(folder.resolve("normal/n" + i + ".png"), image(size, false, noise));
    }
    return folder;
  }

  /** An image of one gray. */
  public static byte[] constant(int size) {
    byte[] pixels = new byte[size * size];
    java.util.Arrays.fill(pixels, (byte) 77);
    return ImageFiles.encodePng(GrayImage.of(size, size, pixels));
  }

  private static void write(Path file, GrayImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ImageFiles.encodePng(image));
  }

  private static GrayImage image(int size, boolean fluid, Random noise) {
    byte[] pixels = new byte[size * size];
    for (int i = 0; i < pixels.length; i++) {
      boolean below = i / size > size * 2 / 3;
      pixels[i] = (byte) ((fluid && below ? 170 : 60) + noise.nextInt(50));
    }
    return GrayImage.of(size, size, pixels);
  }
}
