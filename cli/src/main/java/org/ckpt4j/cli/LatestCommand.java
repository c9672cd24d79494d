package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latest}. */
@Command(name = "latest", header = "Prints the newest checkpoint of a folder.")
final class LatestCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("latest is not there yet " + options.json());
  }
}
