package org.ckpt4j.fuzz;

/** The message of the object graph. */
public final class ObjectGraphFuzz {
  private ObjectGraphFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    ReadEverything.graph(data);
  }
}
