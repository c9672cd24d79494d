package org.ckpt4j.ops.array;

import java.util.List;
import java.util.Objects;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * {@code CheckNumerics}, {@code CheckNumericsV2}: its input, if all its numbers are finite; else an
 * error. The gradient is checked too.
 */
public final class CheckNumerics {
  public static final OpDef DEF = define("CheckNumerics");
  public static final OpDef V2 = define("CheckNumericsV2");

  private CheckNumerics() {}

  private static OpDef define(String name) {
    return OpDef.named(name)
        .inputs("tensor: T")
        .outputs("output: T")
        .allow("T", DType.BFLOAT16, DType.FLOAT16, DType.FLOAT32, DType.FLOAT64)
        .attr("message", AttrKind.STRING)
        .stateful()
        .infer(call -> List.of(call.shape(0)))
        .compute(CheckNumerics::compute)
        .gradient(
            (call, dy) ->
                List.of(
                    of(
                        Objects.requireNonNull(dy.get(0)),
                        "The gradient is not finite. " + call.<String>attr("message"))))
        .build();
  }

  /** Counterpart: {@code tf.debugging.check_numerics}. */
  public static Tensor of(Object tensor, String message, OpOption... options) {
    return Scoped.call(
        options,
        "CheckNumerics",
        name -> DEF.call(name, Attrs.of("message", message), ToTensor.of(tensor, null, "tensor")));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor tensor = call.input(0);
    int nan = 0;
    int infinite = 0;
    for (double value : ElementArrays.doubles(tensor)) {
      nan += Double.isNaN(value) ? 1 : 0;
      infinite += Double.isInfinite(value) ? 1 : 0;
    }
    if (nan + infinite > 0) {
      throw call.invalid(
          "%s : %d NaN and %d infinite elements in %s (node \"%s\")",
          call.<String>attr("message"), nan, infinite, tensor.spec(), call.nodeName());
    }
    return tensor;
  }
}
