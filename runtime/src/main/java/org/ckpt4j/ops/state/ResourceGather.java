package org.ckpt4j.ops.state;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ConcatV2;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.Reshape;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/** {@code ResourceGather}: rows of a variable, without reading the others. */
public final class ResourceGather {
  public static final OpDef DEF =
      OpDef.named("ResourceGather")
          .inputs("resource: resource", "indices: Tindices")
          .outputs("output: dtype")
          .attr("batch_dims", AttrKind.INT, 0)
          .attr("validate_indices", AttrKind.BOOL, true)
          .attr("dtype", AttrKind.TYPE)
          .allow("Tindices", VariableTypes.indices())
          .stateful()
          .infer(ResourceGather::infer)
          .compute(ResourceGather::compute)
          .gradient((call, dys) -> gradient(call, dys.get(0)))
          .build();

  private ResourceGather() {}

  /** Rows {@code indices} of the variable behind {@code handle}. */
  public static Tensor of(@Nullable String name, Tensor handle, Tensor indices, DType dtype) {
    return DEF.call(name, Attrs.of("dtype", dtype), handle, indices);
  }

  private static List<? extends @Nullable Operand> gradient(
      GradientCall call, @Nullable Operand dy) {
    if (dy == null) {
      return java.util.Arrays.asList(null, null);
    }
    Tensor shape = shapeOf(call.input(0), DType.INT32);
    Tensor indices = Reshape.of(call.input(1), List.of(-1));
    Tensor values = Reshape.of(dy.asTensor(), rowsLike(call, indices, shape));
    return java.util.Arrays.asList(new IndexedSlices(values, indices, shape), null);
  }

  /** The shape {@code [number of indices, ...one row]}. */
  private static Tensor rowsLike(GradientCall call, Tensor indices, Tensor shape) {
    TensorSpec spec = call.input(0).handleSpec();
    if (spec != null && spec.shape().isFullyDefined() && indices.shape().isFullyDefined()) {
      long[] dims = spec.shape().dims();
      dims[0] = indices.shape().dim(0);
      return ToTensor.of(dims, DType.INT32, "values_shape");
    }
    Tensor row = Slice.of(shape, List.of(1L), Shape.of(-1));
    return ConcatV2.of(List.of(ShapeOp.of(indices), row), 0);
  }

  /** The shape of the variable behind a handle: a constant where it is known. */
  static Tensor shapeOf(Tensor handle, DType dtype) {
    TensorSpec spec = handle.handleSpec();
    if (spec != null && spec.shape().isFullyDefined()) {
      return ToTensor.of(spec.shape().dims(), dtype, "Const");
    }
    return VariableShape.of(null, handle, dtype);
  }

  static void requireDtype(InferCall call) {
    TensorSpec spec = call.variable(0);
    if (spec != null && spec.dtype() != call.<DType>attr("dtype")) {
      throw call.invalid("reads %s from a variable of %s", call.<DType>attr("dtype"), spec.dtype());
    }
  }

  private static List<Shape> infer(InferCall call) {
    requireDtype(call);
    Shape variable = StateShapes.ofVariable(call, 0);
    Shape indices = call.shape(1);
    if (!variable.hasKnownRank() || !indices.hasKnownRank()) {
      return List.of(Shape.unknown());
    }
    int batch = batchDims(call.<Long>attr("batch_dims"), indices);
    if (variable.rank() < 1 || batch < 0 || batch >= variable.rank() || batch > indices.rank()) {
      throw call.invalid(
          "rows of a variable of shape %s by indices of shape %s with %d batch dimensions",
          variable, indices, call.<Long>attr("batch_dims"));
    }
    if (!StateShapes.part(variable, 0, batch)
        .isCompatibleWith(StateShapes.part(indices, 0, batch))) {
      throw call.invalid("batch dimensions of %s and %s differ", variable, indices);
    }
    return List.of(result(variable, indices, batch));
  }

  private static int batchDims(long attr, Shape indices) {
    return (int) (attr < 0 ? attr + indices.rank() : attr);
  }

  private static Shape result(Shape variable, Shape indices, int batch) {
    return StateShapes.join(
        StateShapes.join(
            StateShapes.part(variable, 0, batch), StateShapes.part(indices, batch, indices.rank())),
        StateShapes.part(variable, batch + 1, variable.rank()));
  }

  private static EagerTensor compute(KernelCall call) {
    EagerTensor value = VariableElements.require(call, false).read();
    VariableElements.requireType(call.variable(0), value, call.attr("dtype"));
    Shape variable = value.shape();
    Shape indices = call.input(1).shape();
    int batch = batchDims(call.<Long>attr("batch_dims"), indices);
    if (batch < 0
        || batch >= variable.rank()
        || batch > indices.rank()
        || !StateShapes.part(variable, 0, batch).equals(StateShapes.part(indices, 0, batch))) {
      throw new InvalidArgumentError(
          "ResourceGather: rows of variable \"%s\" of shape %s by indices of shape %s"
              .formatted(call.variable(0).name(), variable, indices));
    }
    long[] rows = ElementArrays.longs(call.input(1));
    long size = variable.dim(batch);
    for (long row : rows) {
      if (row < 0 || row >= size) {
        throw new InvalidArgumentError(
            "ResourceGather: index %d is not among the %d rows of variable \"%s\""
                .formatted(row, size, call.variable(0).name()));
      }
    }
    int groups = (int) StateShapes.part(variable, 0, batch).numElements();
    int inner = (int) StateShapes.part(variable, batch + 1, variable.rank()).numElements();
    int each = groups == 0 ? 0 : rows.length / groups;
    int[] from = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      from[i] = (int) ((i / Math.max(1, each) * size + rows[i]) * inner);
    }
    return slices(value, from, inner, result(variable, indices, batch));
  }

  /** Slices of {@code length} elements each, put together. */
  static EagerTensor slices(EagerTensor value, int[] from, int length, Shape shape) {
    DType dtype = value.dtype();
    if (!dtype.isFixedWidth()) {
      List<TensorBytes> all = value.raw().elements();
      List<TensorBytes> out = new ArrayList<>();
      for (int at : from) {
        out.addAll(all.subList(at, at + length));
      }
      return EagerTensor.of(RawTensor.ofElements(dtype, shape, out));
    }
    ByteBuffer out = ElementArrays.allocate(dtype, (long) from.length * length);
    ByteBuffer in = ElementArrays.bytes(value);
    int width = length * dtype.width();
    for (int i = 0; i < from.length; i++) {
      out.put(i * width, in, from[i] * dtype.width(), width);
    }
    return ElementArrays.tensor(dtype, shape, out);
  }
}
