package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.BooleanMask;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.Pack;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.math.UnaryOps;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Which variables of a graph have a value, as operations. */
public final class InitializationReport {
  private InitializationReport() {}

  /**
   * The names of those without a value, a vector of strings. Counterpart: {@code
   * tf.compat.v1.report_uninitialized_variables}.
   *
   * @param variables null: all global and local ones
   */
  public static Tensor uninitialized(@Nullable List<Variable> variables, OpOption... options) {
    List<Variable> all = variables == null ? globalAndLocal() : variables;
    String name = Named.among(options, "report_uninitialized_variables");
    try (NameScope scope = NameScope.enter(name)) {
      List<Tensor> initialized = new ArrayList<>();
      for (Variable variable : all) {
        initialized.add(InitializedOps.of(null, variable.handle()));
      }
      try (var device = Contexts.current().enterDevice("/cpu:0")) {
        if (all.isEmpty()) {
          return Constants.of(List.of(), DType.STRING, Shape.of(0));
        }
        Tensor mask = UnaryOps.LOGICAL_NOT.of(Pack.of(initialized, 0));
        Tensor names =
            Constants.of(all.stream().map(v -> v.op().name()).toList(), DType.STRING, null);
        return BooleanMask.of(names, mask, 0);
      }
    }
  }

  /**
   * A tensor whose computation fails unless all have values; null if there are none. Counterpart:
   * {@code tf.compat.v1.assert_variables_initialized}.
   *
   * @param variables null: all global and local ones
   */
  public static @Nullable Tensor assertInitialized(@Nullable List<Variable> variables) {
    List<Variable> all = variables == null ? globalAndLocal() : variables;
    if (all.isEmpty()) {
      return null;
    }
    List<Tensor> ranks = new ArrayList<>();
    for (Variable variable : all) {
      try (var beside = Contexts.current().enterColocation(variable)) {
        ranks.add(ShapeOp.RANK.call(null, org.ckpt4j.framework.Attrs.none(), variable));
      }
    }
    return ranks.size() == 1 ? ranks.get(0) : Pack.of(ranks, 0);
  }

  private static List<Variable> globalAndLocal() {
    List<Variable> all = new ArrayList<>(GraphVariables.global());
    all.addAll(GraphVariables.local());
    return all;
  }
}
