package org.ckpt4j.checkpoint.convert;

/** Makes a checkpoint out of another. */
public final class CheckpointConverter {
  private CheckpointConverter() {}
}
