package org.ckpt4j.fuzz;

import java.io.IOException;
import org.ckpt4j.checkpoint.ReadOptions;

/** The reader of V1 checkpoints: one table. */
public final class V1Fuzz {
  private V1Fuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Scratch.write("model", TableInput.of(data).table());
    ReadEverything.of(Scratch.path("model"), ReadOptions.defaults().withThreads(1));
  }
}
