package org.pleura.run;

import java.io.Closeable;
import java.io.IOException;

/**
 * A run whose steps can be gone through: its images are open and its folder is held until it is
 * closed.
 *
 * @param run the run
 * @param held its folder
 * @param resumed whether its training was begun before
 */
public record BegunRun(Run run, HeldFolder held, boolean resumed) implements Closeable {

  @Override
  public void close() throws IOException {
    try {
      run.data().close();
    } finally {
      held.close();
    }
  }
}
