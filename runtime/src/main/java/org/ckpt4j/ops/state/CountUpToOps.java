package org.ckpt4j.ops.state;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code CountUpTo} by reference and {@code ResourceCountUpTo} by handle: give a counter's value
 * and add one to it, until it reaches a limit.
 */
public final class CountUpToOps {
  public static final OpDef BY_REFERENCE =
      OpDef.named("CountUpTo")
          .inputs("ref: Ref(T)")
          .outputs("output: T")
          .attr("limit", AttrKind.INT)
          .allow("T", DType.INT32, DType.INT64)
          .infer(CountUpToOps::infer)
          .compute(call -> count(call, true))
          .noGradient()
          .build();

  public static final OpDef BY_HANDLE =
      OpDef.named("ResourceCountUpTo")
          .inputs("resource: resource")
          .outputs("output: T")
          .attr("limit", AttrKind.INT)
          .attr("T", AttrKind.TYPE)
          .allow("T", DType.INT32, DType.INT64)
          .stateful()
          .infer(CountUpToOps::infer)
          .compute(call -> count(call, false))
          .noGradient()
          .build();

  private CountUpToOps() {}

  /**
   * @throws OutOfRangeError when it runs, if the counter has reached the limit
   */
  public static Tensor of(@Nullable String name, Tensor variable, DType dtype, long limit) {
    return variable.isReference()
        ? BY_REFERENCE.call(name, Attrs.of("limit", limit), variable)
        : BY_HANDLE.call(name, Attrs.of("limit", limit, "T", dtype), variable);
  }

  private static List<Shape> infer(InferCall call) {
    Shape shape = StateShapes.ofVariable(call, 0);
    if (shape.hasKnownRank() && shape.rank() != 0) {
      throw call.invalid("a counter must be a scalar, not of shape %s", shape);
    }
    return List.of(Shape.scalar());
  }

  private static EagerTensor count(KernelCall call, boolean reference) {
    VariableHandle variable = VariableElements.require(call, reference);
    long limit = call.<Long>attr("limit");
    synchronized (variable) {
      EagerTensor before = variable.read();
      if (!before.shape().isScalar()) {
        throw new InvalidArgumentError(
            "%s: counter \"%s\" must be a scalar, not of shape %s"
                .formatted(call.def().name(), variable.name(), before.shape()));
      }
      VariableElements.requireType(variable, before, call.attr("T"));
      long count = before.longValue();
      if (count >= limit) {
        throw new OutOfRangeError(
            "counter \"%s\" has reached its limit of %d".formatted(variable.name(), limit));
      }
      variable.write(ElementArrays.tensor(before.dtype(), Shape.scalar(), new long[] {count + 1}));
      return before;
    }
  }
}
