package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inspect}. */
@Command(name = "inspect", header = "Lists what a checkpoint holds: keys, dtypes, shapes, sizes and places.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("inspect is not there yet " + options.json());
  }
}
