package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code salvage}. */
@Command(name = "salvage", header = "Copies the sound tensors out of a damaged checkpoint.")
final class SalvageCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("salvage is not there yet " + options.json());
  }
}
