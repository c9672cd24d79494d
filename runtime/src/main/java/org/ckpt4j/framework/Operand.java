package org.ckpt4j.framework;

import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * What every operation takes, a session fetches and a gradient is asked for: a tensor, a variable,
 * sparse rows.
 */
public interface Operand {
  /**
   * The tensor an operation gets for it. A variable is read here, now or by a node added to the
   * graph.
   */
  Tensor asTensor();

  /** What a session returns when it is fetched: a tensor of the graph. */
  default Tensor graphElement() {
    return asTensor();
  }

  /**
   * What a gradient with respect to it is asked for: the tensor that operations on it take, of a
   * variable its handle or reference.
   */
  default Tensor gradientKey() {
    return asTensor();
  }

  /**
   * The node that stands for it among control dependencies and groups.
   *
   * @throws org.ckpt4j.errors.AttributeError if it is a value, not part of a graph
   */
  Node op();

  DType dtype();

  Shape shape();

  /**
   * Its name, as Python's {@code name}: {@code a:0}.
   *
   * @throws org.ckpt4j.errors.AttributeError if it has none
   */
  String name();
}
