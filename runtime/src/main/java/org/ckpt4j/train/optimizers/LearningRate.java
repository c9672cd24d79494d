package org.ckpt4j.train.optimizers;

import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A learning rate that follows the step: in a graph one tensor, eagerly computed anew whenever it
 * is asked for.
 */
public final class LearningRate implements Operand, Supplier<Tensor> {
  private final Supplier<Tensor> compute;
  private final boolean eager;
  private final Tensor first;

  private LearningRate(Supplier<Tensor> compute) {
    this.compute = compute;
    this.eager = Contexts.current().isEager();
    this.first = compute.get();
  }

  static LearningRate of(Supplier<Tensor> compute) {
    return new LearningRate(compute);
  }

  /** The rate at the step that the program has reached. */
  @Override
  public Tensor get() {
    return eager ? compute.get() : first;
  }

  @Override
  public Tensor asTensor() {
    return get();
  }

  @Override
  public Node op() {
    return first.op();
  }

  @Override
  public DType dtype() {
    return first.dtype();
  }

  @Override
  public Shape shape() {
    return first.shape();
  }

  @Override
  public String name() {
    return first.name();
  }
}
