package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code copy}. */
@Command(name = "copy", header = "Copies a checkpoint, renaming, choosing or re-sharding its tensors.")
final class CopyCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("copy is not there yet " + options.json());
  }
}
