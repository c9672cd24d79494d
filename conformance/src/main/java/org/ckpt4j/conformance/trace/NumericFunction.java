package org.ckpt4j.conformance.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ckpt4j.framework.Tensor;

/** One function of the trace language's numerics. */
@FunctionalInterface
interface NumericFunction {
  Tensor call(List<Tensor> args, JsonNode attrs);

  /** A function of one tensor. */
  @FunctionalInterface
  interface OfOne {
    Tensor call(Tensor x);
  }

  /** A function of two tensors. */
  @FunctionalInterface
  interface OfTwo {
    Tensor call(Tensor x, Tensor y);
  }

  /** A reduction along dimensions. */
  @FunctionalInterface
  interface Reducing {
    Tensor call(Tensor x, long[] axes, boolean keepDimensions);
  }
}
