package org.ckpt4j.ops.array;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariantArithmetic;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code ZerosLike}, {@code OnesLike}: one value in the shape of another tensor. */
public final class Likes {
  public static final OpDef ZEROS =
      OpDef.named("ZerosLike")
          .inputs("x: T")
          .outputs("y: T")
          .infer(call -> List.of(call.shape(0)))
          .compute(Likes::zerosOf)
          .notDifferentiable()
          .build();

  public static final OpDef ONES =
      OpDef.named("OnesLike")
          .inputs("x: T")
          .outputs("y: T")
          .allow(
              "T",
              DType.BFLOAT16,
              DType.FLOAT16,
              DType.FLOAT32,
              DType.FLOAT64,
              DType.INT8,
              DType.UINT8,
              DType.INT16,
              DType.UINT16,
              DType.INT32,
              DType.UINT32,
              DType.INT64,
              DType.UINT64,
              DType.COMPLEX64,
              DType.COMPLEX128,
              DType.BOOL)
          .infer(call -> List.of(call.shape(0)))
          .compute(
              call ->
                  EagerTensor.of(
                      Fill.filled(call.input(0).shape(), Constants.one(call.input(0).dtype()))))
          .notDifferentiable()
          .build();

  private Likes() {}

  /** Counterpart: {@code tf.zeros_like}. */
  public static Tensor zeros(Object input, OpOption... options) {
    return like(ZEROS, "zeros_like", input, options);
  }

  /** Counterpart: {@code tf.ones_like}. */
  public static Tensor ones(Object input, OpOption... options) {
    return like(ONES, "ones_like", input, options);
  }

  private static Tensor like(OpDef def, String name, Object input, OpOption... options) {
    return Scoped.call(
        options,
        name,
        scope -> {
          Tensor tensor = ToTensor.of(input, null, "tensor");
          DType dtype = tensor.dtype();
          if (!tensor.shape().isFullyDefined() || !dtype.isFixedWidth()) {
            return def.call(scope, Attrs.none(), tensor);
          }
          // Of a shape that is known TF makes a constant, named as the whole call.
          return def == ZEROS
              ? Fill.constant(tensor.shape(), Constants.zero(dtype), scope)
              : Fill.constant(tensor.shape(), Constants.one(dtype), scope);
        });
  }

  private static EagerTensor zerosOf(KernelCall call) {
    return zerosOf(call.input(0));
  }

  /** Of a list of tensors, zeros element by element. */
  private static EagerTensor zerosOf(EagerTensor x) {
    return x.dtype() == DType.VARIANT
        ? EagerTensor.ofObject(
            DType.VARIANT, x.object(VariantArithmetic.class).zeros(Likes::zerosOf))
        : EagerTensor.of(Fill.filled(x.shape(), Constants.zero(x.dtype())));
  }
}
