package org.ckpt4j.gradients;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;

/** Stands for the maker of a tensor that nothing on the trail made. */
public final class Leaf implements Node {
  private static final OpDef DEF =
      OpDef.named("Leaf").infer(call -> List.of()).act(call -> {}).notDifferentiable().build();

  private final Tensor tensor;

  public Leaf(Tensor tensor) {
    this.tensor = tensor;
  }

  @Override
  public String name() {
    return DEF.name();
  }

  @Override
  public OpDef def() {
    return DEF;
  }

  @Override
  public Attrs attrs() {
    return Attrs.none();
  }

  @Override
  public List<Tensor> inputs() {
    return List.of();
  }

  @Override
  public List<Tensor> outputs() {
    return List.of(tensor);
  }
}
