package org.ckpt4j.fuzz;

import java.io.IOException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.ReadOptions.Checksums;

/** The reader of V2 bundles: an index and one data file. */
public final class BundleFuzz {
  private BundleFuzz() {}

  /** Called by Jazzer. Bit 1 of the first byte leaves checksums of values unchecked. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    TableInput input = TableInput.of(data);
    Scratch.write("m.index", input.table());
    Scratch.write("m.data-00000-of-00001", input.rest());
    ReadOptions options =
        ReadOptions.defaults()
            .withThreads(1)
            .withChecksums((input.kind() & 2) == 0 ? Checksums.VERIFY : Checksums.TRUST);
    ReadEverything.of(Scratch.path("m"), options);
  }
}
