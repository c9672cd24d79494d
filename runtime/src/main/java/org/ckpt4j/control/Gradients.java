package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.TypeError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.gradients.Backprop;
import org.ckpt4j.gradients.Trail;
import org.ckpt4j.gradients.Zeros;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.AggregationMethod;
import org.ckpt4j.options.GradientsOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.UnconnectedGradients;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Gradients in a graph. Counterpart: {@code tf.gradients}. */
public final class Gradients {
  private List<? extends @Nullable Object> given = List.of();
  private List<?> stops = List.of();
  private boolean colocate;
  private boolean gate;
  private String name = "gradients";
  private AggregationMethod aggregation = AggregationMethod.ADD_N;
  private UnconnectedGradients unconnected = UnconnectedGradients.NONE;

  private Gradients(GradientsOption... options) {
    for (GradientsOption option : options) {
      if (option instanceof GradientsOption.GradYs gradYs) {
        given = gradYs.values();
      } else if (option instanceof GradientsOption.StopGradients stop) {
        stops = stop.tensors();
      } else if (option instanceof GradientsOption.Colocate on) {
        colocate = on.value();
      } else if (option instanceof GradientsOption.Gate on) {
        gate = on.value();
      } else if (option instanceof GradientsOption.Scoped scoped) {
        name = scoped.name();
      } else if (option instanceof AggregationMethod method) {
        aggregation = method;
      } else if (option instanceof UnconnectedGradients policy) {
        unconnected = policy;
      }
    }
  }

  /**
   * The gradient of the sum of {@code ys} with respect to each of {@code xs}; null where none leads
   * there.
   *
   * @param ys a tensor or variable, or a list of them
   * @param xs a tensor or variable, or a list of them
   * @throws IllegalStateException if the program is eager
   * @throws org.ckpt4j.errors.LookupError if an operation between has no gradient
   */
  public static List<@Nullable Operand> of(Object ys, Object xs, GradientsOption... options) {
    if (Contexts.current().isEager()) {
      throw new IllegalStateException(
          "gradients() needs a graph; eager programs ask a GradientTape");
    }
    return new Gradients(options).walk(operands(ys), operands(xs));
  }

  private static List<Operand> operands(Object given) {
    List<Operand> out = new ArrayList<>();
    for (Object item : given instanceof List<?> list ? list : List.of(given)) {
      if (!(item instanceof Operand operand)) {
        throw new TypeError(
            "gradients are of tensors and variables, not of " + item.getClass().getName());
      }
      out.add(operand);
    }
    return out;
  }

  private List<@Nullable Operand> walk(List<Operand> ys, List<Operand> xs) {
    if (!given.isEmpty() && given.size() != ys.size()) {
      throw new IllegalArgumentException(
          "%d gradients are given for %d targets".formatted(given.size(), ys.size()));
    }
    List<Tensor> targets =
        ys.stream()
            .map(y -> y instanceof IndexedSlices rows ? rows.values() : y.asTensor())
            .toList();
    List<Tensor> sources = xs.stream().map(Operand::gradientKey).toList();
    Graph graph = Graph.current();
    Trail trail = new GraphTrail(graph, colocate, gate);
    try (NameScope scope = NameScope.enter(name)) {
      graph.uniqueName("uid"); // TF takes this name for each call
      List<Operand> begin = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        try (Scope placed = trail.enterNode(targets.get(i).op())) {
          begin.add(beginning(targets.get(i), given.isEmpty() ? null : given.get(i), i));
        }
      }
      List<Tensor> stopped = operands(stops).stream().map(Operand::asTensor).toList();
      return new Backprop(trail, aggregation).run(targets, begin, sources, stopped, unconnected);
    }
  }

  /** The gradient the walk begins with at one target. */
  private static Operand beginning(Tensor y, @Nullable Object given, int index) {
    String name = "grad_ys_" + index;
    DType dtype = y.dtype();
    if (given == null) {
      if (dtype == DType.COMPLEX64 || dtype == DType.COMPLEX128) {
        throw new TypeError(
            "the gradient of %s is not defined unless gradYs says with what to begin".formatted(y));
      }
      return Zeros.ones(y, name);
    }
    if (given instanceof IndexedSlices rows) {
      check(y, rows.dtype());
      Tensor dense = rows.denseShape().orElse(null);
      return new IndexedSlices(
          IdentityOps.identity(rows.values(), new Named(name + "_values")),
          IdentityOps.identity(rows.indices(), new Named(name + "_indices")),
          dense == null ? null : IdentityOps.identity(dense, new Named(name + "_shape")));
    }
    Tensor tensor = ToTensor.of(given, given instanceof Operand ? null : dtype, "grad_y");
    check(y, tensor.dtype());
    return IdentityOps.identity(tensor, new Named(name));
  }

  private static void check(Tensor y, DType gradient) {
    boolean fits =
        switch (y.dtype()) {
          case COMPLEX64, COMPLEX128 -> gradient == DType.COMPLEX64 || gradient == DType.COMPLEX128;
          case VARIANT -> gradient == DType.VARIANT;
          case RESOURCE -> gradient != DType.RESOURCE;
          default ->
              (y.dtype().isFloating() || y.dtype().isInteger())
                  && (gradient.isFloating() || gradient.isInteger());
        };
    if (!fits) {
      throw new TypeError("a gradient of %s cannot belong to %s".formatted(gradient, y));
    }
  }
}
