package org.ckpt4j.ops.lists;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.ops.array.Slice;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Operations that make a list: {@code EmptyTensorList}, {@code TensorListReserve}, and those that
 * take a tensor apart ({@code TensorListFromTensor}, {@code …Split}, {@code …Scatter}).
 */
final class ListMaking {
  /** A list of more elements is an error rather than an end of the memory. */
  static final int MOST = 1 << 28;

  static final OpDef EMPTY =
      OpDef.named("EmptyTensorList")
          .inputs("element_shape: shape_type", "max_num_elements: int32")
          .outputs("handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  TensorListValue.of(
                          call.attr("element_dtype"),
                          ElementShapes.of(call.input(0)),
                          call.input(1).longValue(),
                          new ArrayList<>())
                      .tensor())
          .noGradient()
          .build();

  static final OpDef RESERVE =
      OpDef.named("TensorListReserve")
          .inputs("element_shape: shape_type", "num_elements: int32")
          .outputs("handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  reserved(
                          call.attr("element_dtype"),
                          ElementShapes.of(call.input(0)),
                          call.input(1).longValue())
                      .tensor())
          .noGradient()
          .build();

  static final OpDef FROM_TENSOR =
      OpDef.named("TensorListFromTensor")
          .inputs("tensor: element_dtype", "element_shape: shape_type")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(ListMaking::fromTensor)
          .gradient(ListMaking::fromTensorGradient)
          .build();

  static final OpDef SPLIT =
      OpDef.named("TensorListSplit")
          .inputs("tensor: element_dtype", "element_shape: shape_type", "lengths: int64")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(ListMaking::split)
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      ListJoining.CONCAT_V2
                          .run(
                              null,
                              Attrs.of("element_dtype", call.input(0).dtype()),
                              List.of(given(dys), rowShape(call.input(0)), call.input(2)))
                          .output(0),
                      null,
                      null))
          .build();

  static final OpDef SCATTER =
      OpDef.named("TensorListScatter")
          .inputs("tensor: element_dtype", "indices: int32", "element_shape: shape_type")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> scatter(call, -1))
          .gradient((call, dys) -> Arrays.asList(gathered(call, dys), null, null))
          .build();

  static final OpDef SCATTER_V2 =
      OpDef.named("TensorListScatterV2")
          .inputs(
              "tensor: element_dtype",
              "indices: int32",
              "element_shape: shape_type",
              "num_elements: int32")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> scatter(call, call.input(3).longValue()))
          .gradient((call, dys) -> Arrays.asList(gathered(call, dys), null, null, null))
          .build();

  private ListMaking() {}

  static TensorListValue reserved(DType type, Shape elementShape, long count) {
    if (count < 0 || count > MOST) {
      throw new InvalidArgumentError("a list cannot have " + count + " elements");
    }
    return TensorListValue.of(
        type, elementShape, -1, new ArrayList<>(Collections.nCopies((int) count, null)));
  }

  private static EagerTensor fromTensor(KernelCall call) {
    EagerTensor tensor = call.input(0);
    Shape elementShape = ElementShapes.of(call.input(1));
    requireRows(tensor);
    Shape row = Rows.rowShape(tensor.shape());
    if (!elementShape.isCompatibleWith(row)) {
      throw new InvalidArgumentError(
          "rows of shape %s are no elements of shape %s".formatted(row, elementShape));
    }
    List<@Nullable EagerTensor> items = new ArrayList<>();
    for (long i = 0; i < tensor.shape().dim(0); i++) {
      items.add(Rows.row(tensor, i));
    }
    return TensorListValue.of(tensor.dtype(), elementShape, -1, items).tensor();
  }

  private static void requireRows(EagerTensor tensor) {
    if (tensor.shape().isScalar()) {
      throw new InvalidArgumentError("a scalar has no rows to make a list of");
    }
  }

  private static List<? extends @Nullable Operand> fromTensorGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Shape shape = call.input(0).shape();
    long known = shape.hasKnownRank() ? shape.dim(0) : -1;
    Tensor rows =
        ListJoining.STACK.call(
            Attrs.of("element_dtype", call.input(0).dtype(), "num_elements", known),
            given(dys),
            call.input(1));
    return Arrays.asList(rows, null);
  }

  private static EagerTensor split(KernelCall call) {
    EagerTensor tensor = call.input(0);
    Shape elementShape = ElementShapes.of(call.input(1));
    long[] lengths = ElementArrays.longs(call.input(2));
    requireRows(tensor);
    List<@Nullable EagerTensor> items = new ArrayList<>();
    long at = 0;
    for (long length : lengths) {
      if (length < 0 || length > tensor.shape().dim(0) - at) {
        throw new InvalidArgumentError(
            "a tensor of %d rows cannot be split into lengths %s"
                .formatted(tensor.shape().dim(0), Arrays.toString(lengths)));
      }
      items.add(Rows.range(tensor, at, length));
      at += length;
    }
    if (at != tensor.shape().dim(0)) {
      throw new InvalidArgumentError(
          "a tensor of %d rows is not used up by lengths %s"
              .formatted(tensor.shape().dim(0), Arrays.toString(lengths)));
    }
    return TensorListValue.of(tensor.dtype(), elementShape, -1, items).tensor();
  }

  private static EagerTensor scatter(KernelCall call, long count) {
    EagerTensor tensor = call.input(0);
    long[] indices = ElementArrays.longs(call.input(1));
    requireRows(tensor);
    long size = Math.max(count, Arrays.stream(indices).max().orElse(-1) + 1);
    if (count >= 0 && size > count) {
      throw new InvalidArgumentError(
          "index %d does not exist in a list of %d elements".formatted(size - 1, count));
    }
    TensorListValue list =
        reserved(tensor.dtype(), ElementShapes.of(call.input(2)), Math.max(0, size));
    return scattered(list, tensor, indices).tensor();
  }

  /** The list with rows of a tensor in these places. */
  static TensorListValue scattered(TensorListValue list, EagerTensor tensor, long[] indices) {
    requireRows(tensor);
    if (tensor.shape().dim(0) != indices.length) {
      throw new InvalidArgumentError(
          "%d rows and %d indices".formatted(tensor.shape().dim(0), indices.length));
    }
    List<@Nullable EagerTensor> items = list.items();
    for (int i = 0; i < indices.length; i++) {
      list.checkIndex(indices[i]);
      EagerTensor row = Rows.row(tensor, i);
      list.checkItem(row);
      items.set((int) indices[i], row);
    }
    return TensorListValue.of(list.type(), list.elementShape(), -1, items);
  }

  private static Tensor gathered(GradientCall call, List<? extends @Nullable Operand> dys) {
    return ListJoining.GATHER.call(
        Attrs.of("element_dtype", call.input(0).dtype()),
        given(dys),
        call.input(1),
        rowShape(call.input(0)));
  }

  /** The shape of a tensor's rows, as a tensor. */
  static Tensor rowShape(Tensor tensor) {
    return Slice.DEF.call(
        Attrs.none(), ShapeOp.of(tensor), ElementArrays.ints(1), ElementArrays.ints(-1));
  }

  static Operand given(List<? extends @Nullable Operand> dys) {
    return java.util.Objects.requireNonNull(dys.get(0), "gradient");
  }
}
