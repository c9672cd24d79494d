package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code ResourceGatherNd}: elements or slices of a variable, by index vectors. */
public final class ResourceGatherNd {
  public static final OpDef DEF =
      OpDef.named("ResourceGatherNd")
          .inputs("resource: resource", "indices: Tindices")
          .outputs("output: dtype")
          .attr("dtype", AttrKind.TYPE)
          .allow("Tindices", VariableTypes.indices())
          .stateful()
          .infer(ResourceGatherNd::infer)
          .compute(ResourceGatherNd::compute)
          .gradient((call, dys) -> gradient(call, dys.get(0)))
          .build();

  private ResourceGatherNd() {}

  /** What the index vectors in {@code indices} lead to in the variable behind {@code handle}. */
  public static Tensor of(@Nullable String name, Tensor handle, Tensor indices, DType dtype) {
    return DEF.call(name, Attrs.of("dtype", dtype), handle, indices);
  }

  private static List<? extends @Nullable Operand> gradient(
      GradientCall call, @Nullable Operand dy) {
    if (dy == null) {
      return java.util.Arrays.asList(null, null);
    }
    Tensor indices = call.input(1);
    Tensor shape = ResourceGather.shapeOf(call.input(0), indices.dtype());
    Shape vectors = indices.shape();
    if (vectors.hasKnownRank() && vectors.rank() == 2 && vectors.dim(1) == 1) {
      Tensor rows = Reshape.of(indices, List.of(-1));
      return java.util.Arrays.asList(new IndexedSlices(dy.asTensor(), rows, shape), null);
    }
    OpDef scatter = StandardOps.registry().find("ScatterNd").orElseThrow();
    return java.util.Arrays.asList(scatter.call(Attrs.none(), indices, dy.asTensor(), shape), null);
  }

  private static List<Shape> infer(InferCall call) {
    ResourceGather.requireDtype(call);
    Shape variable = StateShapes.ofVariable(call, 0);
    Shape indices = call.shape(1);
    if (indices.hasKnownRank() && indices.rank() == 0) {
      throw call.invalid("indices must have a rank of at least 1");
    }
    if (!variable.hasKnownRank()
        || !indices.hasKnownRank()
        || indices.dim(indices.rank() - 1) < 0) {
      return List.of(Shape.unknown());
    }
    long depth = indices.dim(indices.rank() - 1);
    if (depth > variable.rank()) {
      throw call.invalid("index vectors of length %d for a variable of shape %s", depth, variable);
    }
    return List.of(result(variable, indices));
  }

  private static Shape result(Shape variable, Shape indices) {
    int outer = indices.rank() - 1;
    return StateShapes.join(
        StateShapes.part(indices, 0, outer),
        StateShapes.part(variable, (int) indices.dim(outer), variable.rank()));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor value = VariableElements.require(call, false).read();
    VariableElements.requireType(call.variable(0), value, call.attr("dtype"));
    EagerTensor indices = call.input(1);
    int[] from = IndexVectors.offsets("ResourceGatherNd", value.shape(), indices);
    int depth = (int) indices.shape().dim(indices.shape().rank() - 1);
    int length = (int) StateShapes.part(value.shape(), depth, value.shape().rank()).numElements();
    return ResourceGather.slices(value, from, length, result(value.shape(), indices.shape()));
  }
}
