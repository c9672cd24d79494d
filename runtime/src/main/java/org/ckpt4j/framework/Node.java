package org.ckpt4j.framework;

import java.util.List;

/** An operation that was executed, or recorded in a graph. */
public interface Node {
  /**
   * Its name.
   *
   * @throws org.ckpt4j.errors.AttributeError if it was executed at once, hence has none
   */
  String name();

  OpDef def();

  /** TensorFlow's registered name of the operation: {@code MatMul}. */
  default String type() {
    return def().name();
  }

  Attrs attrs();

  List<? extends Tensor> inputs();

  List<? extends Tensor> outputs();

  default Tensor output(int index) {
    return outputs().get(index);
  }
}
