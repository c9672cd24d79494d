package org.ckpt4j.ops.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** A copy of a tensor with slices combined into it: {@code TensorScatterUpdate} and its kin. */
public enum TensorScatter {
  UPDATE("TensorScatterUpdate", "tensor", Combining.UPDATE),
  ADD("TensorScatterAdd", "tensor", Combining.ADD),
  SUB("TensorScatterSub", "tensor", Combining.SUB),
  MIN("TensorScatterMin", "tensor", Combining.MIN),
  MAX("TensorScatterMax", "tensor", Combining.MAX),
  NON_ALIASING_ADD("ScatterNdNonAliasingAdd", "input", Combining.ADD);

  private final OpDef def;
  private final Combining combining;

  TensorScatter(String name, String input, Combining combining) {
    this.combining = combining;
    OpDef.Builder builder =
        OpDef.named(name)
            .inputs(input + ": T", "indices: Tindices", "updates: T")
            .outputs("output: T")
            .attr("Tindices", AttrKind.TYPE)
            .infer(TensorScatter::infer)
            .compute(
                call ->
                    ScatterNd.scattered(
                        call.input(0), call.input(1), call.input(2), combining, call::invalid))
            .gradient((call, dy) -> gradient(call, Objects.requireNonNull(dy.get(0))));
    if (combining == Combining.UPDATE) {
      builder.allow("Tindices", DType.INT16, DType.INT32, DType.INT64, DType.UINT16);
    } else {
      builder.allow("Tindices", DType.INT32, DType.INT64);
    }
    def = builder.build();
  }

  /** All of them, for the registry. */
  static List<OpDef> defs() {
    return Arrays.stream(values()).map(row -> row.def).toList();
  }

  /** Counterpart: {@code tf.tensor_scatter_nd_update} and its kin. */
  public Tensor of(Object tensor, Object indices, Object updates, OpOption... options) {
    return Scoped.call(
        options,
        def.name(),
        name -> {
          Tensor whole = ToTensor.of(tensor, null, "tensor");
          return def.call(
              name,
              Attrs.none(),
              whole,
              ToTensor.beside(DType.INT32, indices, "indices"),
              ToTensor.beside(whole.dtype(), updates, "updates"));
        });
  }

  private static List<Shape> infer(InferCall call) {
    ScatterNd.check(call, call.shape(1), call.shape(2), call.shape(0));
    return List.of(call.shape(0));
  }

  private List<@Nullable Operand> gradient(GradientCall call, Operand dy) {
    Tensor indices = call.input(1);
    return switch (combining) {
      case UPDATE ->
          Arrays.asList(
              UPDATE.of(dy, indices, Likes.zeros(call.input(2))), null, GatherNd.of(dy, indices));
      case ADD -> Arrays.asList(dy, null, GatherNd.of(dy, indices));
      case SUB -> Arrays.asList(dy, null, Registered.call("Neg", GatherNd.of(dy, indices)));
      case MIN, MAX -> shared(call, indices, dy.asTensor());
    };
  }

  /** Of the least or greatest: those that have it share the gradient in equal parts. */
  private static List<@Nullable Operand> shared(GradientCall call, Tensor indices, Tensor dy) {
    Tensor x = call.input(0);
    Tensor y = call.input(2);
    Tensor output = call.output(0);
    DType dtype = dy.dtype();
    Attrs to = Attrs.of("DstT", dtype);
    Tensor xHas = Registered.call("Cast", to, Registered.call("Equal", x, output));
    Tensor yHas =
        Registered.call("Cast", to, Registered.call("Equal", y, GatherNd.of(output, indices)));
    Tensor added = ScatterNd.of(indices, yHas, ShapeOp.of(x, indices.dtype()));
    Tensor all = Registered.call("AddV2", xHas, added);
    Tensor each = Registered.call("RealDiv", dy, all);
    return Arrays.asList(
        Registered.call("RealDiv", Registered.call("Mul", dy, xHas), all),
        null,
        Registered.call("Mul", GatherNd.of(each, indices), yHas));
  }
}
