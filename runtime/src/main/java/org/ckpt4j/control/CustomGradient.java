package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Gradient;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpListener;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.CustomNode;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.jspecify.annotations.Nullable;

/**
 * A function whose gradient the program gives. Counterpart: {@code tf.custom_gradient}.
 *
 * <pre>
 *   var clipped = CustomGradient.of(x -> new CustomGradient.Result(x, dy -> clip(dy)));
 *   Tensor y = clipped.apply(x);</pre>
 */
public final class CustomGradient {
  private final Function<List<Tensor>, Results> function;

  private CustomGradient(Function<List<Tensor>, Results> function) {
    this.function = function;
  }

  /** What a function of one tensor gives: its value, and the gradient of its argument. */
  public record Result(Tensor value, Function<Tensor, ? extends @Nullable Operand> gradient) {}

  /** What a function of several tensors gives: values, and the gradients of all arguments. */
  public record Results(List<? extends Operand> values, Backward gradient) {}

  /** The gradients of a function's arguments. */
  @FunctionalInterface
  public interface Backward {
    /**
     * @param dys for each value of the function its gradient
     * @param variables the trainable variables that the function read and that are no arguments
     * @return for each argument its gradient, then for each variable
     */
    List<? extends @Nullable Operand> of(List<Tensor> dys, List<Operand> variables);
  }

  /** A function of one tensor. */
  public static CustomGradient of(Function<Tensor, Result> function) {
    return ofLists(
        xs -> {
          Result result = function.apply(xs.get(0));
          return new Results(
              List.of(result.value()),
              (dys, variables) -> Collections.singletonList(result.gradient().apply(dys.get(0))));
        });
  }

  /** A function of several tensors. */
  public static CustomGradient ofLists(Function<List<Tensor>, Results> function) {
    return new CustomGradient(function);
  }

  /** The one value, or the first. */
  public Tensor apply(Object... arguments) {
    return applyAll(List.of(arguments)).get(0);
  }

  /** All values. */
  public List<Tensor> applyAll(List<?> arguments) {
    List<Tensor> given = new ArrayList<>();
    for (Object argument : arguments) {
      given.add(ToTensor.of(argument, null, "Const"));
    }
    Watcher watcher = new Watcher();
    Contexts.addListener(watcher);
    Results results;
    try {
      results = function.apply(List.copyOf(given));
    } finally {
      Contexts.removeListener(watcher);
    }
    List<Operand> variables =
        watcher.variables.stream().filter(v -> !arguments.contains(v)).toList();
    List<Tensor> values = results.values().stream().map(Operand::asTensor).toList();
    List<Tensor> inputs = new ArrayList<>(given);
    variables.forEach(variable -> inputs.add(variable.asTensor()));
    Gradient gradient =
        (call, dys) -> {
          List<Tensor> dense = new ArrayList<>();
          for (int i = 0; i < values.size(); i++) {
            Operand dy = dys.get(i);
            dense.add(dy == null ? null : dy.asTensor());
          }
          return checked(results.gradient().of(dense, variables), inputs.size());
        };
    return Contexts.current().isEager()
        ? eagerly(values, inputs, gradient)
        : inGraph(values, inputs, gradient);
  }

  private static List<? extends @Nullable Operand> checked(
      List<? extends @Nullable Operand> gradients, int needed) {
    if (gradients.size() != needed) {
      throw new IllegalArgumentException(
          "a custom gradient gave %d gradients for %d arguments and variables"
              .formatted(gradients.size(), needed));
    }
    return gradients;
  }

  private static List<Tensor> eagerly(List<Tensor> values, List<Tensor> inputs, Gradient gradient) {
    List<Tensor> out = values.stream().map(value -> IdentityOps.identity(value)).toList();
    Contexts.tellCalled(new CustomNode(inputs, out, gradient));
    return out;
  }

  /** All in one {@code IdentityN}, whose gradient goes by a name of its own. */
  private static List<Tensor> inGraph(List<Tensor> values, List<Tensor> inputs, Gradient gradient) {
    Graph graph = Graph.current();
    String name = "CustomGradient-" + graph.getOperations().size();
    int count = values.size();
    graph.registerGradient(
        name,
        (call, dys) -> {
          List<@Nullable Operand> all = new ArrayList<>(Collections.nCopies(count, null));
          all.addAll(gradient.of(call, dys.subList(0, count)));
          return all;
        });
    List<Tensor> everything = new ArrayList<>(values);
    everything.addAll(inputs);
    List<Tensor> out;
    try (var own = graph.overrideGradients(java.util.Map.of("IdentityN", name))) {
      out = IdentityOps.identityN(everything);
    }
    List<Tensor> results = out.subList(0, count);
    Contexts.tellCalled(new CustomNode(inputs, results, gradient));
    return results;
  }

  /** Which trainable variables are read. */
  private static final class Watcher implements OpListener {
    private final List<Operand> variables = new ArrayList<>();

    @Override
    public void called(Node node) {}

    @Override
    public void read(Operand variable) {
      if (variables.stream().noneMatch(v -> v.gradientKey() == variable.gradientKey())) {
        variables.add(variable);
      }
    }
  }
}
