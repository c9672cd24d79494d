package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify}. */
@Command(name = "verify", header = "Accounts for every byte of checkpoints and names what is wrong.")
final class VerifyCommand implements Callable<Integer> {
  @Mixin private StandardOptions options;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("verify is not there yet " + options.json());
  }
}
