package org.ckpt4j.train;

/** When a {@link RestorePlan} may be carried out. */
public enum RestorePolicy {
  /** Every value of the program is in the checkpoint, and every value of the checkpoint is used. */
  EXACT,
  /** Every value of the program is in the checkpoint; it may hold more. */
  COMPLETE,
  /** Whatever fits is restored; the rest of the program stays as it is. */
  FITTING
}
