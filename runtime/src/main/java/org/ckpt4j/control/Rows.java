package org.ckpt4j.control;

import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.DType;

/**
 * The rows of a tensor as a tensor array, for loops that take one after the other.
 *
 * @param count how many there are: a number, or a tensor where that is not known yet
 */
record Rows(TensorArray array, Object count) {
  static Rows of(Object elems) {
    Tensor tensor = ToTensor.of(elems, null, "elems");
    if (tensor.shape().hasKnownRank() && tensor.shape().rank() == 0) {
      throw new IllegalArgumentException("a scalar has no rows to go over");
    }
    boolean known = tensor.shape().hasKnownRank() && tensor.shape().dim(0) >= 0;
    Object count =
        known
            ? ToTensor.of((int) tensor.shape().dim(0), DType.INT32, "n")
            : StridedSlice.at(ShapeOp.of(tensor), 0);
    return new Rows(new TensorArray(tensor.dtype(), count).unstack(tensor), count);
  }

  static String name(LoopOption[] options, String otherwise) {
    String found = otherwise;
    for (LoopOption option : options) {
      if (option instanceof Named named && named.name() != null) {
        found = named.name();
      }
    }
    return found;
  }

  /** The options of the loop itself: all but the name, and that it ends after all rows. */
  LoopOption[] ofLoop(LoopOption[] options) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(options).filter(option -> !(option instanceof Named)),
            java.util.stream.Stream.of(LoopOption.maximumIterations(count)))
        .toArray(LoopOption[]::new);
  }
}
