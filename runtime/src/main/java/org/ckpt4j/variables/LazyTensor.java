package org.ckpt4j.variables;

import java.util.function.Supplier;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/** A tensor computed anew each time an operation takes it; its name is that of the first time. */
final class LazyTensor implements Operand {
  private final Supplier<Tensor> make;
  private final Tensor first;

  private LazyTensor(Supplier<Tensor> make) {
    this.make = make;
    this.first = make.get();
  }

  static LazyTensor of(Supplier<Tensor> make) {
    return new LazyTensor(make);
  }

  @Override
  public Tensor asTensor() {
    return make.get();
  }

  @Override
  public Tensor graphElement() {
    return first;
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
