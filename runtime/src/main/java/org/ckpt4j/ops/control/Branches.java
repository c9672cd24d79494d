package org.ckpt4j.ops.control;

import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * One of several functions of the graph: {@code If}, {@code StatelessIf}, {@code Case}, {@code
 * StatelessCase}.
 */
public final class Branches {
  public static final OpDef IF = conditional("If").stateful().build();
  public static final OpDef STATELESS_IF = conditional("StatelessIf").build();
  public static final OpDef CASE = cases("Case").stateful().build();
  public static final OpDef STATELESS_CASE = cases("StatelessCase").build();

  private Branches() {}

  private static OpDef.Builder conditional(String name) {
    return OpDef.named(name)
        .inputs("cond: Tcond", "input: list(Tin)")
        .outputs("output: list(Tout)")
        .attr("Tcond", AttrKind.TYPE)
        .attr("Tin", AttrKind.TYPE_LIST)
        .atLeast("Tin", 0)
        .attr("Tout", AttrKind.TYPE_LIST)
        .atLeast("Tout", 0)
        .attr("then_branch", AttrKind.FUNC)
        .attr("else_branch", AttrKind.FUNC)
        .attr("output_shapes", AttrKind.SHAPE_LIST, List.of())
        .countsHolders()
        .infer(Branches::infer)
        .kernel(
            call ->
                call.callFunction(
                    call.<FunctionRef>attr(isTrue(call.input(0)) ? "then_branch" : "else_branch"),
                    call.inputsFrom(1)))
        .gradientLater();
  }

  private static OpDef.Builder cases(String name) {
    return OpDef.named(name)
        .inputs("branch_index: int32", "input: list(Tin)")
        .outputs("output: list(Tout)")
        .attr("Tin", AttrKind.TYPE_LIST)
        .atLeast("Tin", 0)
        .attr("Tout", AttrKind.TYPE_LIST)
        .atLeast("Tout", 0)
        .attr("branches", AttrKind.FUNC_LIST)
        .atLeast("branches", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST, List.of())
        .countsHolders()
        .infer(Branches::infer)
        .kernel(Branches::computeCase)
        .gradientLater();
  }

  private static List<Shape> infer(InferCall call) {
    int outputs = call.<List<DType>>attr("Tout").size();
    List<Shape> known = call.attr("output_shapes");
    if (known.isEmpty()) {
      return Collections.nCopies(outputs, Shape.unknown());
    }
    if (known.size() != outputs) {
      throw call.invalid("%d shapes are given for %d outputs", known.size(), outputs);
    }
    return known;
  }

  /** TF takes the last branch for any other index. */
  private static List<EagerTensor> computeCase(KernelCall call) {
    List<FunctionRef> branches = call.attr("branches");
    long index = call.input(0).longValue();
    boolean exists = index >= 0 && index < branches.size();
    FunctionRef taken = branches.get(exists ? (int) index : branches.size() - 1);
    return call.callFunction(taken, call.inputsFrom(1));
  }

  /** As Python reads a condition: a scalar that is not zero or empty, or any elements at all. */
  static boolean isTrue(EagerTensor condition) {
    if (!condition.shape().isScalar()) {
      return condition.shape().numElements() > 0;
    }
    return condition.dtype() == DType.STRING
        ? condition.raw().elements().get(0).size() > 0
        : condition.doubleValue() != 0;
  }
}
