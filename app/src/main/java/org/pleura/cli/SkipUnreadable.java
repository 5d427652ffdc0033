package org.pleura.cli;

import org.pleura.run.Loading;
import picocli.CommandLine.Option;

/** The option of commands that read data sets. */
final class SkipUnreadable {

  @Option(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be used, and list them, instead of stopping.")
  private boolean skip;

  Loading loading(int threads) {
    Loading loading = Loading.with(threads);
    return new Loading(threads, loading.cacheBytes(), skip);
  }
}
