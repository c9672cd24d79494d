package org.ckpt4j.eager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpListener;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.Differentiable;
import org.ckpt4j.gradients.Leaf;
import org.ckpt4j.gradients.PlainTrail;

/** What a tape heard: which node made which tensor, as far as watched tensors lead to it. */
final class Recording extends PlainTrail implements OpListener {
  private final boolean watchAccessedVariables;
  private final Set<Tensor> tracked = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Tensor, Node> makers = new IdentityHashMap<>();
  private final Map<Tensor, Leaf> leaves = new IdentityHashMap<>();
  private final List<Operand> variables = new ArrayList<>();

  Recording(boolean watchAccessedVariables) {
    this.watchAccessedVariables = watchAccessedVariables;
  }

  void watch(Operand operand) {
    Tensor key = operand.gradientKey();
    tracked.add(key);
    if (key != operand && variables.stream().noneMatch(v -> v.gradientKey() == key)) {
      variables.add(operand);
    }
  }

  /** The variables that are watched, in the order in which they came. */
  List<Operand> variables() {
    return List.copyOf(variables);
  }

  @Override
  public void read(Operand variable) {
    if (watchAccessedVariables) {
      watch(variable);
    }
  }

  @Override
  public void called(Node node) {
    if (!node.def().isDifferentiable()) {
      return;
    }
    for (Tensor input : node.inputs()) {
      if (Differentiable.is(input.dtype()) && tracked.contains(input)) {
        for (Tensor output : node.outputs()) {
          tracked.add(output);
          makers.put(output, node);
        }
        return;
      }
    }
  }

  @Override
  public Node producer(Tensor tensor) {
    Node maker = makers.get(tensor);
    return maker != null ? maker : leaves.computeIfAbsent(tensor, Leaf::new);
  }
}
