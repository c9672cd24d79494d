package org.ckpt4j.checkpoint;

/** By what a checkpoint's values are found again: variable names, or paths through objects. */
public enum CheckpointKind {
  /** Written by a {@code Saver}: keys are variable names. */
  NAME_BASED,
  /**
   * Written by {@code Checkpoint}: keys are object paths, and the object graph lies beside them.
   */
  OBJECT_BASED
}
