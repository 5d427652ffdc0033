package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run, a cross-validation or a search, held by whoever trains in it until closed:
 * nobody else begins there or goes on with it meanwhile.
 *
 * <p>What holds it is a lock of the operating system on the empty file {@code .lock} in the folder,
 * so it ends with its process, however that ends; the file stays and means nothing by itself. Where
 * the file system gives no lock, the training is done all the same, and {@link #unlocked()} says
 * so.
 */
public final class HeldFolder implements Closeable {
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

  /** Why there is no lock, in the operating system's words; null if there is one. */
  private @Nullable String noLock;

  private HeldFolder(RunFolder folder, Path key, FileChannel channel) {
    this.folder = folder;
    this.key = key;
    this.channel = channel;
  }

  /** Asks the operating system for the lock. */
  @FunctionalInterface
  interface Locking {
    /** Null if another process has it. */
    @Nullable FileLock of(FileChannel channel) throws IOException;
  }

  /**
   * Makes the folder of a new run, and holds it.
   *
   * @param path where, as {@link RunFolder#create}
   * @param force whether the files of a run that is there already may be deleted
   * @return the empty folder
   * @throws RunExistsException if a run is there and {@code force} is not set, if something is
   *     there that is no run, or if somebody trains there or in a part of it; nothing is deleted
   *     then
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
   * @param name what it is of, as {@link RunFolder#createNamed}
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
   * @throws RunExistsException if somebody trains there, in a part of it, or in the whole that it
   *     is a part of
   * @throws IOException if {@code .lock} cannot be written
   */
  public static HeldFolder of(RunFolder folder) throws IOException {
    return of(folder, FileChannel::tryLock);
  }

  /** The same where locks may be had otherwise than here. */
  static HeldFolder of(RunFolder folder, Locking locking) throws IOException {
    synchronized (HELD) {
      Path key = folder.path().toRealPath();
      if (HELD.containsKey(key)) {
        throw inUse(folder);
      }
      FileChannel channel = open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      HeldFolder held = new HeldFolder(folder, key, channel);
      try {
        if (!held.isLocked(locking)) {
          throw inUse(folder);
        }
        // Only now: of two who take the whole and a part at once, one at least sees the other.
        Optional<RunFolder> other = heldAround(folder);
        if (other.isPresent()) {
          throw inUse(other.get());
        }
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
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
  private boolean isLocked(Locking locking) throws ClosedChannelException {
    for (int attempt = 1; ; attempt++) {
      try {
        if (locking.of(channel) != null) {
          return true;
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException noLocksHere) {
        noLock = String.valueOf(noLocksHere.getMessage());
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
   * @return true while it is held, or the cross-validation or search that it is part of, or a run
   *     that is part of it
   * @throws IOException if the folder cannot be looked at
   */
  public static boolean isHeld(RunFolder folder) throws IOException {
    return heldAt(folder).isPresent();
  }

  /** What is held of a folder: itself, the whole that it is part of, or a part of it. */
  static Optional<RunFolder> heldAt(RunFolder folder) throws IOException {
    synchronized (HELD) {
      return isTaken(folder) ? Optional.of(folder) : heldAround(folder);
    }
  }

  private static Optional<RunFolder> heldAround(RunFolder folder) throws IOException {
    Optional<RunFolder> whole = folder.whole().filter(HeldFolder::isTaken);
    return whole.isPresent()
        ? whole
        : folder.parts().stream().filter(HeldFolder::isTaken).findFirst();
  }

  private static boolean isTaken(RunFolder folder) {
    return isHere(folder.path()) || isElsewhere(folder.path());
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
      return isLockedElsewhere(channel);
    } catch (NoSuchFileException goneSince) {
      return false;
    } catch (IOException unreadable) {
      // Who cannot look must not delete what may be in use.
      return true;
    }
  }

  private static boolean isLockedElsewhere(FileChannel channel) {
    try {
      // Shared, so that those who only look do not see each other.
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (IOException noLocksHere) {
      // Whoever trains there has none either, and was told so.
      return false;
    }
  }

  /**
   * Refuses to train where another process does, or in a part of that, though this one holds the
   * folder around it.
   */
  static void requireNobodyElse(RunFolder folder) throws IOException {
    synchronized (HELD) {
      if (isElsewhere(folder.path())) {
        throw inUse(folder);
      }
      for (RunFolder part : folder.parts()) {
        if (isElsewhere(part.path())) {
          throw inUse(part);
        }
      }
    }
  }

  /**
   * What to know where the file system gives no lock.
   *
   * @return one sentence, or empty if the folder is locked
   */
  public Optional<String> unlocked() {
    return Optional.ofNullable(noLock)
        .map(
            why ->
                folder.path()
                    + " cannot be locked on this file system ("
                    + why
                    + "), so nothing keeps another training out of it; begin none there.");
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
   * else is in it. Closes this when that is done; does nothing if it is closed, since the folder
   * may be somebody else's by then.
   *
   * @throws IOException if something cannot be deleted
   */
  public void abandon() throws IOException {
    synchronized (HELD) {
      if (HELD.get(key) != this) {
        return;
      }
    }
    try {
      folder.clearAway();
    } finally {
      close();
    }
  }

  /**
   * A step towards a run that can be trained.
   *
   * @param <T> what it brings
   */
  @FunctionalInterface
  public interface Step<T> {
    /**
     * Goes it.
     *
     * @return what it brought
     * @throws IOException if a run cannot be begun so
     */
    T go() throws IOException;
  }

  /**
   * Goes a step without which the run cannot be begun, and gives the run up if it fails, by an
   * error such as too little memory as well: of a run that cannot be begun nothing is left. Steps
   * may stand in each other.
   *
   * @param step what is to be done in this folder
   * @param <T> what it brings
   * @return what it brought
   * @throws IOException if the step fails; what cannot be deleted then is told with it, as
   *     suppressed
   */
  public <T> T orAbandon(Step<T> step) throws IOException {
    try {
      return step.go();
    } catch (Throwable failure) {
      try {
        abandon();
      } catch (IOException notDeleted) {
        failure.addSuppressed(notDeleted);
      }
      throw failure;
    }
  }

  /**
   * Closes this because of a failure, which is what matters.
   *
   * @param failure is told as well, as suppressed, if this cannot be closed
   */
  public void close(Throwable failure) {
    try {
      close();
    } catch (IOException notClosed) {
      failure.addSuppressed(notClosed);
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
