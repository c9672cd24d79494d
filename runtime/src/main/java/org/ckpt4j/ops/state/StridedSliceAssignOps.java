package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.framework.VariableHandle;
import org.ckpt4j.ops.array.StridedSlice;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * {@code StridedSliceAssign} by reference and {@code ResourceStridedSliceAssign} by handle: a slice
 * of a variable is replaced; the value is widened to the slice if need be.
 */
public final class StridedSliceAssignOps {
  private static final List<String> MASKS =
      List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

  public static final OpDef BY_REFERENCE =
      masks(
              OpDef.named("StridedSliceAssign")
                  .inputs("ref: Ref(T)", "begin: Index", "end: Index", "strides: Index", "value: T")
                  .outputs("output_ref: Ref(T)"))
          .infer(call -> List.of(call.shape(0)))
          .compute(
              call -> {
                assign(call, true);
                return EagerTensor.ofReference(call.variable(0));
              })
          .noGradient()
          .build();

  public static final OpDef BY_HANDLE =
      masks(
              OpDef.named("ResourceStridedSliceAssign")
                  .inputs(
                      "ref: resource", "begin: Index", "end: Index", "strides: Index", "value: T"))
          .stateful()
          .infer(call -> List.of())
          .act(call -> assign(call, false))
          .noGradient()
          .build();

  private StridedSliceAssignOps() {}

  private static OpDef.Builder masks(OpDef.Builder builder) {
    MASKS.forEach(mask -> builder.attr(mask, AttrKind.INT, 0));
    return builder.allow("Index", VariableTypes.indices());
  }

  /** Replaces a slice of the variable behind a handle or reference. */
  public static Node of(
      @Nullable String name,
      Attrs masks,
      Tensor variable,
      Tensor begin,
      Tensor end,
      Tensor strides,
      Tensor value) {
    return (variable.isReference() ? BY_REFERENCE : BY_HANDLE)
        .run(name, masks, List.of(variable, begin, end, strides, value));
  }

  private static void assign(KernelCall call, boolean reference) {
    VariableHandle variable = VariableElements.require(call, reference);
    EagerTensor value = call.input(4);
    synchronized (variable) {
      EagerTensor before = variable.read();
      VariableElements.requireType(variable, before, value.dtype());
      EagerTensor places = places(call, before.shape());
      long[] to = ElementArrays.longs(places);
      int[] from = widened(call, value.shape(), places.shape());
      if (!before.dtype().isFixedWidth()) {
        List<TensorBytes> elements = new ArrayList<>(before.raw().elements());
        for (int i = 0; i < to.length; i++) {
          elements.set((int) to[i], value.raw().elements().get(from[i]));
        }
        variable.write(
            EagerTensor.of(RawTensor.ofElements(before.dtype(), before.shape(), elements)));
        return;
      }
      ByteBuffer bytes = ElementArrays.bytes(value);
      int width = value.dtype().width();
      VariableElements.change(
          variable,
          value.dtype(),
          elements -> {
            for (int i = 0; i < to.length; i++) {
              elements.bytes().put((int) to[i] * width, bytes, from[i] * width, width);
            }
          });
    }
  }

  /** The numbers of the elements that the slice holds: the same slice of a tensor of numbers. */
  private static EagerTensor places(KernelCall call, Shape shape) {
    int elements = ElementArrays.length(shape);
    EagerTensor numbers =
        ElementArrays.tensor(DType.INT64, shape, LongStream.range(0, elements).toArray());
    List<Object> attrs = new ArrayList<>(List.of("T", DType.INT64, "Index", call.attr("Index")));
    MASKS.forEach(mask -> attrs.addAll(List.of(mask, call.<Long>attr(mask))));
    return StridedSlice.DEF
        .kernel()
        .compute(
            call.of(
                StridedSlice.DEF,
                Attrs.of(attrs.toArray()),
                numbers,
                call.input(1),
                call.input(2),
                call.input(3)))
        .get(0);
  }

  /** For each element of the slice the element of the value that it takes, as NumPy widens. */
  private static int[] widened(KernelCall call, Shape value, Shape slice) {
    int skip = value.rank() - slice.rank();
    boolean fits = true;
    for (int i = 0; i < value.rank(); i++) {
      long wanted = i < skip ? 1 : slice.dim(i - skip);
      fits &= value.dim(i) == 1 || value.dim(i) == wanted;
    }
    if (!fits) {
      throw new InvalidArgumentError(
          "%s: a slice of shape %s cannot take a value of shape %s"
              .formatted(call.def().name(), slice, value));
    }
    int[] from = new int[(int) slice.numElements()];
    long[] at = new long[slice.rank()];
    for (int n = 0; n < from.length; n++) {
      int offset = 0;
      for (int i = 0; i < value.rank(); i++) {
        long index = i < skip || value.dim(i) == 1 ? 0 : at[i - skip];
        offset = (int) (offset * value.dim(i) + index);
      }
      from[n] = offset;
      for (int i = at.length - 1; i >= 0 && ++at[i] == slice.dim(i); i--) {
        at[i] = 0;
      }
    }
    return from;
  }
}
