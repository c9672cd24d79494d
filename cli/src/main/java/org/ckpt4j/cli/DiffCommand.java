package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code diff}. */
@Command(name = "diff", header = "Compares two checkpoints.")
final class DiffCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("diff is not there yet " + options.json());
  }
}
