package org.ckpt4j.checkpoint;

import java.util.List;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;

/**
 * What a checkpoint's index says of one tensor.
 *
 * @param shard number of the data file; 0 in V1 and for a partitioned tensor as a whole
 * @param offset first byte in the data file; 0 in V1 and for a partitioned tensor as a whole
 * @param size bytes in the data file; for a partitioned tensor and in V1 the sum over its slices
 * @param maskedCrc32c the stored checksum; 0 for a partitioned tensor as a whole and in V1
 * @param slices the stored slices of a partitioned tensor, in stored order; empty if stored whole
 */
public record TensorEntry(
    TensorKey key,
    TensorSpec spec,
    int shard,
    long offset,
    long size,
    int maskedCrc32c,
    List<TensorSlice> slices) {
  public TensorEntry {
    slices = List.copyOf(slices);
  }

  public boolean isPartitioned() {
    return !slices.isEmpty();
  }
}
