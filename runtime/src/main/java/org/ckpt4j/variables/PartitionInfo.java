package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.tensor.Shape;

/**
 * Which part of a partitioned variable an initializer is asked for.
 *
 * @param fullShape the shape of the whole
 * @param offset where the part begins, by dimension
 */
public record PartitionInfo(Shape fullShape, List<Long> offset) {
  public PartitionInfo {
    offset = List.copyOf(offset);
  }
}
