package org.ckpt4j.checkpoint;

/**
 * The two file formats of TensorFlow's checkpoints. Counterpart: {@code
 * SaverDef.CheckpointFormatVersion}.
 */
public enum CheckpointFormat {
  /** One table file of {@code SavedTensorSlices}, named as the prefix. */
  V1,
  /** A tensor bundle: {@code prefix.index} and {@code prefix.data-00000-of-00001}. */
  V2
}
