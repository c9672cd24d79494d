package org.ckpt4j.control;

import com.google.errorprone.annotations.MustBeClosed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.control.NoOp;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.jspecify.annotations.Nullable;

/** One operation that waits for many. Counterpart: {@code tf.group}. */
public final class Group {
  private Group() {}

  /**
   * @param inputs operations, tensors, variables, or lists of them
   * @throws TypeError if something else is among them
   */
  public static Node of(List<?> inputs, OpOption... options) {
    if (Contexts.current().isEager()) {
      return NoOp.of();
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "group_deps"))) {
      Map<String, List<Node>> byDevice = new LinkedHashMap<>();
      for (Node node : nodes(inputs)) {
        String device = node instanceof Operation op ? op.device() : "";
        byDevice.computeIfAbsent(device, unused -> new ArrayList<>()).add(node);
      }
      if (byDevice.isEmpty()) {
        return NoOp.of(new Named(scope.name()));
      }
      if (byDevice.size() == 1) {
        return after(byDevice.values().iterator().next(), scope.name(), byDevice.keySet());
      }
      List<Node> each = new ArrayList<>();
      byDevice.keySet().stream()
          .sorted()
          .forEach(
              device -> each.add(after(byDevice.get(device), "NoOp", java.util.Set.of(device))));
      try (var after = Contexts.current().enterControlDependencies(each)) {
        return NoOp.of(new Named(scope.name()));
      }
    }
  }

  private static Node after(List<Node> nodes, String name, java.util.Set<String> device) {
    String where = device.iterator().next();
    try (var on = Contexts.current().enterDevice(where.isEmpty() ? "" : where);
        var after = Contexts.current().enterControlDependencies(nodes)) {
      return NoOp.of(new Named(name));
    }
  }

  /**
   * What is made within waits for {@code inputs}; null forgets what outer scopes wait for.
   * Counterpart: {@code tf.control_dependencies}.
   */
  @MustBeClosed
  public static Scope enterDependencies(@Nullable List<?> inputs) {
    boolean eager = Contexts.current().isEager();
    return Contexts.current()
        .enterControlDependencies(inputs == null ? null : eager ? List.of() : nodes(inputs));
  }

  /**
   * The same tensors, none of which is there before all are computed; nulls stay null. Counterpart:
   * {@code tf.tuple}.
   *
   * @throws IllegalArgumentException if there is no tensor among them
   */
  public static List<@Nullable Operand> tuple(
      List<? extends @Nullable Operand> tensors, OpOption... options) {
    if (Contexts.current().isEager()) {
      return java.util.Collections.unmodifiableList(new ArrayList<>(tensors));
    }
    try (NameScope scope = NameScope.enter(Named.among(options, "tuple"))) {
      List<Node> makers = new ArrayList<>();
      for (Operand tensor : tensors) {
        if (tensor != null && !makers.contains(tensor.op())) {
          makers.add(tensor.op());
        }
      }
      if (makers.isEmpty()) {
        throw new IllegalArgumentException("tuple needs a tensor or more, not " + tensors);
      }
      makers.sort(java.util.Comparator.comparing(Node::name));
      Node all = of(makers);
      List<@Nullable Operand> out = new ArrayList<>();
      for (Operand tensor : tensors) {
        out.add(tensor == null ? null : after(all, tensor));
      }
      return out;
    }
  }

  /** {@code value}, once these have run. Counterpart: {@code with_dependencies}. */
  static Tensor waitFor(List<? extends Node> nodes, Tensor value) {
    try (NameScope scope = NameScope.enter("control_dependency");
        var with = Contexts.current().enterColocation(value);
        var after = Contexts.current().enterControlDependencies(List.copyOf(nodes))) {
      return IdentityOps.identity(value, new Named(scope.name()));
    }
  }

  /** The same value, there only once {@code done} has run. */
  static Operand after(Node done, Operand value) {
    if (value instanceof IndexedSlices rows) {
      return new IndexedSlices(
          after(done, rows.values()).asTensor(), rows.indices(), rows.denseShape().orElse(null));
    }
    try (var with = Contexts.current().enterColocation(value);
        var after = Contexts.current().enterControlDependencies(List.of(done))) {
      return IdentityOps.identity(value, new Named("control_dependency"));
    }
  }

  private static List<Node> nodes(Object input) {
    List<Node> out = new ArrayList<>();
    if (input instanceof Iterable<?> list && !(input instanceof Operand)) {
      list.forEach(item -> out.addAll(nodes(item)));
    } else if (input instanceof Node node) {
      out.add(node);
    } else if (input instanceof Operand operand) {
      out.add(operand.op());
    } else if (input != null) {
      throw new TypeError(
          "group takes operations, tensors and variables, not " + input.getClass().getName());
    }
    return out;
  }
}
