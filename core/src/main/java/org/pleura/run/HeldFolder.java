package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder of a run, a cross-validation or a search, held by whoever trains in it until closed:
 * nobody else begins there or goes on with it meanwhile.
 *
 * <p>What holds it is a lock of the operating system on the empty file {@code .lock} in the folder,
 * so it ends with its process, however that ends; the file stays and means nothing by itself. Where
 * the file system has no locks, the folder is not held, and the training is done all the same.
 */
public final class HeldFolder implements Closeable {
  /** A fold is two levels deep in its cross-validation, a training as deep in its search. */
  private static final int DEEPEST = 2;

  private static final int ATTEMPTS = 5;
  private static final long PAUSE = 20_000_000;

  /** The file that is locked; it counts for nothing where a folder is to be empty. */
  static final String FILE = ".lock";

  /**
   * What this process holds, to be touched with the class locked. POSIX gives all locks of a
   * process on a file up when the process closes that file anywhere, so it is not opened again
   * while it is held.
   */
  private static final Map<Path, HeldFolder> HELD = new HashMap<>();

  private final RunFolder folder;
  private final Path key;
  private final FileChannel channel;

  private HeldFolder(RunFolder folder, Path key, FileChannel channel) {
    this.folder = folder;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Makes the folder of a new run, and holds it.
   *
   * @param path where, as {@link RunFolder#create}
   * @param force whether the files of a run that is there already may be deleted
   * @return the empty folder
   * @throws RunExistsException if a run is there and {@code force} is not set, if something is
   *     there that is no run, or if somebody trains there; nothing is deleted then
   * @throws IOException if the folder cannot be made
   */
  public static HeldFolder create(Path path, boolean force) throws IOException {
    RunFolder.requireFree(path, force);
    Files.createDirectories(path);
    HeldFolder held = of(new RunFolder(path));
    try {
      RunFolder.create(path, force);
      return held;
    } catch (IOException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  /**
   * Makes the folder of a new run under a name of its own, and holds it.
   *
   * @param parent the folder of all runs
   * @param date the day of the run
   * @param name the plan's, as {@link RunFolder#createNamed}
   * @return the empty folder
   * @throws IOException if the folder cannot be made
   */
  public static HeldFolder createNamed(Path parent, LocalDate date, String name)
      throws IOException {
    return of(RunFolder.createNamed(parent, date, name));
  }

  /**
   * Holds a folder that is there, to go on with what was begun in it.
   *
   * @param folder of a run, a cross-validation or a search
   * @return the folder
   * @throws RunExistsException if somebody trains there
   * @throws IOException if {@code .lock} cannot be written
   */
  public static HeldFolder of(RunFolder folder) throws IOException {
    synchronized (HELD) {
      Path key = folder.path().toRealPath();
      if (HELD.containsKey(key) || isPartOfHeld(folder)) {
        throw inUse(folder);
      }
      FileChannel channel = open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw inUse(folder);
      }
      HeldFolder held = new HeldFolder(folder, key, channel);
      HELD.put(key, held);
      return held;
    }
  }

  private static FileChannel open(Path folder, StandardOpenOption... how) throws IOException {
    Set<OpenOption> options = new HashSet<>(List.of(how));
    options.add(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(folder.resolve(FILE), options);
  }

  /** Whether the lock was taken; who only looks whether it is has it for a moment as well. */
  private static boolean isLocked(FileChannel channel) {
    for (int attempt = 1; ; attempt++) {
      try {
        if (channel.tryLock() != null) {
          return true;
        }
      } catch (IOException noLocksHere) {
        return true;
      }
      if (attempt == ATTEMPTS) {
        return false;
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private static RunExistsException inUse(RunFolder folder) {
    return new RunExistsException(
        folder.path() + " is being trained in at this moment; wait until that has ended.");
  }

  /**
   * Whether somebody trains in a folder, this process or another.
   *
   * @param folder of a run, a cross-validation or a search
   * @return true while it, or the cross-validation or search that it is part of, is held
   */
  public static boolean isHeld(RunFolder folder) {
    synchronized (HELD) {
      return isHere(folder.path()) || isElsewhere(folder.path()) || isPartOfHeld(folder);
    }
  }

  private static boolean isPartOfHeld(RunFolder folder) {
    Path outer = folder.path().toAbsolutePath().normalize();
    for (int level = 0; level < DEEPEST && outer.getParent() != null; level++) {
      outer = outer.getParent();
      RunFolder whole = new RunFolder(outer);
      if ((whole.isCrossValidation() || whole.isSearch())
          && (isHere(outer) || isElsewhere(outer))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHere(Path folder) {
    try {
      return HELD.containsKey(folder.toRealPath());
    } catch (IOException notThere) {
      return false;
    }
  }

  private static boolean isElsewhere(Path folder) {
    if (isHere(folder) || !Files.isRegularFile(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = open(folder, StandardOpenOption.READ)) {
      // Shared, so that those who only look do not see each other.
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (IOException noLocksHere) {
      return false;
    }
  }

  /** Refuses to train where another process does, though this one holds the folder around it. */
  static void requireNobodyElse(RunFolder folder) throws RunExistsException {
    synchronized (HELD) {
      if (isElsewhere(folder.path())) {
        throw inUse(folder);
      }
    }
  }

  /**
   * The folder.
   *
   * @return where the files are
   */
  public RunFolder folder() {
    return folder;
  }

  /**
   * Gives up a run that could not be begun: deletes what is there of it, and the folder if nothing
   * else is in it. Closes this.
   *
   * @throws IOException if something cannot be deleted
   */
  public void abandon() throws IOException {
    try {
      folder.clearAway();
    } finally {
      close();
    }
  }

  /** Lets others begin or go on here. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (HELD.remove(key, this)) {
        channel.close();
      }
    }
  }
}
