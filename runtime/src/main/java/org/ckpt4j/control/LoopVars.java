package org.ckpt4j.control;

import java.util.List;
import org.ckpt4j.framework.Tensor;

/** The variables of a loop in one iteration, or after it: tensors and tensor arrays, in order. */
public final class LoopVars {
  private final List<Object> values;

  LoopVars(List<?> values) {
    this.values = List.copyOf(values);
  }

  public int size() {
    return values.size();
  }

  /**
   * A variable that is a tensor.
   *
   * @throws ClassCastException if it is a tensor array
   */
  public Tensor get(int index) {
    return (Tensor) values.get(index);
  }

  /**
   * A variable that is a tensor array.
   *
   * @throws ClassCastException if it is a tensor
   */
  public TensorArray array(int index) {
    return (TensorArray) values.get(index);
  }

  /** All of them. */
  public List<Object> values() {
    return values;
  }

  /** All of them, if they are tensors. */
  public List<Tensor> tensors() {
    return values.stream().map(Tensor.class::cast).toList();
  }
}
