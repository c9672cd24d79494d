package org.ckpt4j.fuzz;

import java.io.IOException;
import java.util.List;
import org.ckpt4j.testkit.FuzzRun;

/** Fuzzes all readers of this module: {@code FOLDER SECONDS [TARGET…]}. */
public final class FuzzReaders {
  private FuzzReaders() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    FuzzRun.main(
        "org.ckpt4j.fuzz",
        "org.ckpt4j.**",
        List.of("BundleFuzz", "V1Fuzz", "StateFuzz", "ObjectGraphFuzz"),
        FuzzSeeds::write,
        args);
  }
}
