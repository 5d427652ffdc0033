package org.pleura.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.pleura.data.Phantom.Side;
import org.pleura.image.GrayImage;
import org.pleura.image.ImageFiles;
import org.pleura.nn.random.Mt19937;

/**
 * Draws frontal chest radiographs, with and without pleural effusion, whose truth is known: the
 * first run without data, tests, and controls for methods that claim to find effusions.
 *
 * <p>A phantom is a function of seed, index and class alone: the same bytes on every machine, in
 * any order, from any number of threads. View, marker, devices, stature, breath and exposure are
 * drawn alike for both classes; only the fluid differs. Patients belong to one class and have one
 * to three films.
 */
public final class Phantoms {
  /** Width and height of a film, in pixels. */
  public static final int SIZE = 512;

  /** Less fluid than this part of the chest's thickness is not in the mask: nobody could see it. */
  private static final float VISIBLE_FLUID = 0.02f;

  /**
   * How four films in a row fall to patients: for each, which of the four is its patient's first.
   */
  private static final int[][] SHARED = {
    {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 0, 2, 3},
    {0, 1, 1, 3}, {0, 1, 2, 2}, {0, 0, 0, 3}, {0, 1, 1, 1}
  };

  private static final String NOTE =
      """
      These are drawings made by a program, not radiographs of people.

      They look like frontal chest radiographs with (effusion/) and without (normal/) pleural fluid,
      so that software, tests and teaching have something to work on whose truth is known. What is
      learned from them says nothing about patients. Never present them as real.

      masks/        for each file of effusion/: white where the drawing shows fluid
      phantoms.csv  for each image: patient, view (PA or AP), side of the fluid as the patient has it
                    (none, left, right, both), severity (0 none to 1 most of the lung)
      """;

  private Phantoms() {}

  /**
   * Draws one phantom.
   *
   * @param seed any number; another seed gives other patients
   * @param index which one of its class, 0 or more
   * @param effusion whether there is pleural fluid
   * @return the phantom
   * @throws IllegalArgumentException if the index is negative
   */
  public static Phantom draw(long seed, int index, boolean effusion) {
    return draw(seed, index, effusion, Set.of());
  }

  static Phantom draw(long seed, int index, boolean effusion, Set<PhantomFault> faults) {
    if (index < 0) {
      throw new IllegalArgumentException("the index of a phantom is 0 or more: " + index);
    }
    int first = firstOfPatient(seed, index, effusion);
    long patient = mix(mix(seed, -3), number(first, effusion));
    long image = mix(mix(seed, -2), number(index, effusion));
    PhantomAnatomy body = new PhantomAnatomy(stream(patient, 0));
    PhantomExposure film = new PhantomExposure(stream(image, 0), body);
    double severity = effusion ? Math.min(1, body.fluid * film.fluidChange) : 0;
    boolean markerOnLeft =
        faults.contains(PhantomFault.MARKER_TELLS_LABEL) ? !effusion : film.markerOnLeft;

    PhantomFilm under = new PhantomFilm(film);
    PhantomDrawing drawing = new PhantomDrawing(body, film, severity);
    PhantomPlane attenuation =
        drawing.draw(stream(patient, 1), stream(image, 1), (int) mix(image, 2));
    drawing.mark(under, markerOnLeft);
    byte[] gray = under.expose(attenuation, (int) mix(image, 3));
    if (effusion && faults.contains(PhantomFault.INVERTED_GRAYS)) {
      for (int i = 0; i < gray.length; i++) {
        gray[i] = (byte) ~gray[i];
      }
    }
    byte[] mask = effusion ? under.mask(drawing.fluid(), VISIBLE_FLUID) : new byte[gray.length];
    return new Phantom(
        GrayImage.of(SIZE, SIZE, gray),
        GrayImage.of(SIZE, SIZE, mask),
        effusion,
        String.format(
            Locale.ROOT,
            "%08d",
            number(faults.contains(PhantomFault.PATIENTS_SPLIT_UP) ? index : first, effusion)),
        film.view,
        effusion ? body.fluidSide : Side.NONE,
        severity);
  }

  /**
   * Writes a data set of phantoms, as {@link Dataset#open} reads it: {@code effusion/e1.png} and so
   * on, {@code normal/n1.png} and so on, {@code masks/e1.png} for each file of {@code effusion},
   * {@code phantoms.csv} with the columns image, patient, view, side and severity, and a note that
   * these are drawings. The folder appears when it is complete, or not at all.
   *
   * @param directory where to; it must not exist or be empty
   * @param perClass how many images of each class, 1 or more; image k is the phantom of index k - 1
   * @param seed any number
   * @param faults what is to be wrong with the set; usually nothing
   * @param threads how many to draw with, 1 or more; the files do not depend on it
   * @param drawn told how many images are done each time one is, one call at a time
   * @throws IllegalArgumentException if a number is below 1
   * @throws FileAlreadyExistsException if the folder has something in it
   * @throws IOException if something cannot be written; nothing is left behind then
   */
  public static void write(
      Path directory,
      int perClass,
      long seed,
      Set<PhantomFault> faults,
      int threads,
      IntConsumer drawn)
      throws IOException {
    if (perClass < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "at least one image of each class and one thread are needed, but asked for are %d and %d"
              .formatted(perClass, threads));
    }
    Path target = directory.toAbsolutePath().normalize();
    refuseIfNotEmpty(target);
    Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
    delete(temporary); // of a run that was killed
    try {
      for (String folder : List.of("effusion", "normal", "masks")) {
        Files.createDirectories(temporary.resolve(folder));
      }
      String table = drawAll(temporary, perClass, seed, Set.copyOf(faults), threads, drawn);
      Files.writeString(temporary.resolve("phantoms.csv"), table);
      Files.writeString(temporary.resolve("README.txt"), NOTE);
      Files.deleteIfExists(target);
      Files.move(temporary, target);
    } catch (InterruptedIOException | RuntimeException e) {
      delete(temporary);
      throw e;
    } catch (IOException e) {
      delete(temporary);
      throw new IOException(
          "The phantoms could not be written to %s, and nothing was left there: %s"
              .formatted(target, reason(e)),
          e);
    }
  }

  /** The JDK's exceptions about files often have the path for their only message. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException broken) {
      return broken.getReason() != null
          ? broken.getReason()
          : "the folder it would lie in is not there, or this user may not write in it";
    }
    return String.valueOf(e.getMessage());
  }

  private static void refuseIfNotEmpty(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      try (Stream<Path> inside = Files.list(target)) {
        if (inside.findAny().isEmpty()) {
          return;
        }
      }
      throw new FileAlreadyExistsException(
          target.toString(), null, "the folder is not empty; name another, or empty this one.");
    }
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "expected a folder or nothing there, but this is a file.");
    }
  }

  private static String drawAll(
      Path folder,
      int perClass,
      long seed,
      Set<PhantomFault> faults,
      int threads,
      IntConsumer drawn)
      throws IOException {
    int[] shown = shown(perClass, seed, faults);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Object turn = new Object();
      int[] done = {0};
      List<Future<String>> rows = new ArrayList<>();
      for (int slot = 0; slot < shown.length; slot++) {
        int at = slot;
        rows.add(
            executor.submit(
                () -> {
                  String row = drawOne(folder, at, shown[at], perClass, seed, faults);
                  synchronized (turn) {
                    drawn.accept(++done[0]);
                  }
                  return row;
                }));
      }
      StringBuilder table = new StringBuilder("image,patient,view,side,severity\n");
      for (Future<String> row : rows) {
        table.append(row.get());
      }
      return table.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("drawing the phantoms was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      stop(executor);
    }
  }

  /** Waits until nobody writes any more, so that what is written can be moved or deleted. */
  private static void stop(ExecutorService executor) {
    executor.shutdownNow();
    boolean interrupted = false;
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What each file shows: below perClass, the effusion of that index; from there on, the normal.
   */
  private static int[] shown(int perClass, long seed, Set<PhantomFault> faults) {
    int[] shown = new int[2 * perClass];
    for (int slot = 0; slot < shown.length; slot++) {
      shown[slot] = slot;
    }
    if (faults.contains(PhantomFault.SHUFFLED_LABELS)) {
      shown = stream(mix(seed, -1), 0).permutation(2 * perClass);
    }
    if (faults.contains(PhantomFault.DUPLICATES)) {
      for (int slot = 0; slot < shown.length; slot++) {
        if (slot % perClass % 10 == 9) {
          shown[slot] = shown[slot - 1];
        }
      }
    }
    return shown;
  }

  /** Writes one file, with its mask if it is one of the effusion class; returns its row. */
  private static String drawOne(
      Path folder, int slot, int shown, int perClass, long seed, Set<PhantomFault> faults)
      throws IOException {
    Phantom phantom = draw(seed, shown % perClass, shown < perClass, faults);
    boolean effusionClass = slot < perClass;
    int number = slot % perClass + 1;
    String name = effusionClass ? "effusion/e" + number + ".png" : "normal/n" + number + ".png";
    Files.write(folder.resolve(name), ImageFiles.encodePng(phantom.image()));
    if (effusionClass) {
      Files.write(
          folder.resolve("masks/e" + number + ".png"), ImageFiles.encodePng(phantom.fluidMask()));
    }
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%.4f\n",
        name,
        phantom.patient(),
        phantom.view(),
        phantom.side().name().toLowerCase(Locale.ROOT),
        phantom.severity());
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The index of the first film of the patient whom this film shows. */
  private static int firstOfPatient(long seed, int index, boolean effusion) {
    int four = index / 4;
    int shared = (int) (mix(~seed, number(four, effusion)) & 7);
    return 4 * four + SHARED[shared][index % 4];
  }

  private static long number(int index, boolean effusion) {
    return 2L * index + (effusion ? 1 : 0);
  }

  private static Mt19937 stream(long key, long purpose) {
    return Mt19937.numpy(mix(key, purpose) & 0xffffffffL);
  }

  /** Two numbers mixed into one: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long a, long b) {
    long z = (a + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L ^ (b + 1) * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A well-mixed word of a counter: the finaliser of MurmurHash3 (Appleby, 2011). */
  static int hash(int counter) {
    int h = counter;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
