package org.ckpt4j.ops.lists;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.ckpt4j.ops.Formula;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Operations that put the elements of a list together: {@code TensorListStack}, {@code …Gather},
 * {@code …Concat}; and lists with lists.
 */
final class ListJoining {
  static final OpDef STACK =
      OpDef.named("TensorListStack")
          .inputs("input_handle: variant", "element_shape: int32")
          .outputs("tensor: element_dtype")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("num_elements", AttrKind.INT, -1)
          .infer(
              call -> List.of(rows(call.<Long>attr("num_elements"), ElementShapes.known(call, 1))))
          .compute(ListJoining::stack)
          .gradient(
              (call, dys) -> Arrays.asList(fromTensor(ListMaking.given(dys).asTensor()), null))
          .build();

  static final OpDef GATHER =
      OpDef.named("TensorListGather")
          .inputs("input_handle: variant", "indices: int32", "element_shape: int32")
          .outputs("values: element_dtype")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(ListJoining::inferGather)
          .compute(ListJoining::gather)
          .gradient(ListJoining::gatherGradient)
          .build();

  static final OpDef SCATTER_INTO =
      OpDef.named("TensorListScatterIntoExistingList")
          .inputs("input_handle: variant", "tensor: element_dtype", "indices: int32")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  ListMaking.scattered(
                          ListItems.list(call), call.input(1), ElementArrays.longs(call.input(2)))
                      .tensor())
          .gradient(ListJoining::scatterGradient)
          .build();

  static final OpDef CONCAT =
      OpDef.named("TensorListConcat")
          .inputs("input_handle: variant")
          .outputs("tensor: element_dtype", "lengths: int64")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("element_shape", AttrKind.SHAPE, Shape.unknown())
          .infer(
              call ->
                  List.of(joined(call.<Shape>attr("element_shape")), Shape.of(Shape.UNKNOWN_SIZE)))
          .kernel(call -> concat(call, call.attr("element_shape"), new long[0]))
          .gradient((call, dys) -> Arrays.asList(split(call, dys)))
          .build();

  static final OpDef CONCAT_V2 =
      OpDef.named("TensorListConcatV2")
          .inputs("input_handle: variant", "element_shape: shape_type", "leading_dims: int64")
          .outputs("tensor: element_dtype", "lengths: int64")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(
              call -> List.of(joined(ElementShapes.known(call, 1)), Shape.of(Shape.UNKNOWN_SIZE)))
          .kernel(
              call ->
                  concat(call, ElementShapes.of(call.input(1)), ElementArrays.longs(call.input(2))))
          .gradient((call, dys) -> Arrays.asList(split(call, dys), null, null))
          .build();

  static final OpDef CONCAT_LISTS =
      OpDef.named("TensorListConcatLists")
          .inputs("input_a: variant", "input_b: variant")
          .outputs("output: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(call -> List.of(call.shape(0)))
          .compute(ListJoining::concatLists)
          .notDifferentiable()
          .build();

  private ListJoining() {}

  private static Shape rows(long count, Shape row) {
    return row.hasKnownRank() ? Rows.ofRows(count < 0 ? -1 : count, row) : Shape.unknown();
  }

  /** The shape of elements joined along their first dimension. */
  private static Shape joined(Shape element) {
    return element.hasKnownRank() && element.rank() > 0
        ? Rows.ofRows(-1, Rows.rowShape(element))
        : Shape.unknown();
  }

  private static EagerTensor stack(KernelCall call) {
    TensorListValue list = ListItems.list(call, call.attr("element_dtype"));
    long wanted = call.<Long>attr("num_elements");
    if (wanted >= 0 && wanted != list.size()) {
      throw new InvalidArgumentError(
          "a list of %d elements is stacked as %d".formatted(list.size(), wanted));
    }
    Shape shape = list.fullShape(ElementShapes.of(call.input(1)));
    return Rows.stack(list.type(), shape, list.filled(shape));
  }

  private static Tensor fromTensor(Tensor tensor) {
    return ListMaking.FROM_TENSOR.call(Attrs.none(), tensor, ListMaking.rowShape(tensor));
  }

  private static List<Shape> inferGather(InferCall call) {
    Shape indices = call.shape(1);
    long count = indices.hasKnownRank() && indices.rank() == 1 ? indices.dim(0) : -1;
    return List.of(rows(count, ElementShapes.known(call, 2)));
  }

  private static EagerTensor gather(KernelCall call) {
    TensorListValue list = ListItems.list(call, call.attr("element_dtype"));
    Shape shape = list.fullShape(ElementShapes.of(call.input(2)));
    List<@Nullable EagerTensor> chosen = new ArrayList<>();
    for (long index : ElementArrays.longs(call.input(1))) {
      chosen.add(list.item(index));
    }
    TensorListValue rows = TensorListValue.of(list.type(), shape, -1, chosen);
    return Rows.stack(list.type(), shape, rows.filled(shape));
  }

  private static List<? extends @Nullable Operand> gatherGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Tensor list = call.input(0);
    Tensor scattered =
        ListMaking.SCATTER_V2.call(
            Attrs.none(),
            ListMaking.given(dys),
            call.input(1),
            ListItems.elementShape(list),
            ListItems.length(list));
    return Arrays.asList(scattered, null, null);
  }

  private static List<? extends @Nullable Operand> scatterGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = ListMaking.given(dys);
    Tensor tensor = call.input(1);
    Tensor mine =
        GATHER.call(
            Attrs.of("element_dtype", tensor.dtype()),
            dy,
            call.input(2),
            ListMaking.rowShape(tensor));
    Tensor rest = SCATTER_INTO.call(Attrs.none(), dy, Formula.zerosLike(tensor), call.input(2));
    return Arrays.asList(rest, mine, null);
  }

  private static List<EagerTensor> concat(KernelCall call, Shape elementShape, long[] leading) {
    TensorListValue list = ListItems.list(call, call.attr("element_dtype"));
    Shape row = rowOf(ElementShapes.merge(list.elementShape(), elementShape));
    List<EagerTensor> parts = new ArrayList<>();
    long[] lengths = new long[list.size()];
    int at = 0;
    for (EagerTensor item : list.items()) {
      EagerTensor part = item;
      if (part == null) {
        if (at >= leading.length || !row.isFullyDefined()) {
          throw new InvalidArgumentError("element " + at + " of the list was never set");
        }
        part = Rows.zeros(list.type(), Rows.ofRows(leading[at], row));
      }
      if (part.shape().isScalar()) {
        throw new InvalidArgumentError("elements of a list that are scalars cannot be joined");
      }
      row = ElementShapes.merge(row, Rows.rowShape(part.shape()));
      lengths[at++] = part.shape().dim(0);
      parts.add(part);
    }
    if (!row.isFullyDefined()) {
      throw new InvalidArgumentError("nothing tells the shape of what an empty list joins to");
    }
    return List.of(
        Rows.joined(list.type(), Rows.ofRows(Arrays.stream(lengths).sum(), row), parts),
        ElementArrays.tensor(DType.INT64, Shape.of(lengths.length), lengths));
  }

  private static Shape rowOf(Shape element) {
    if (element.hasKnownRank() && element.rank() == 0) {
      throw new InvalidArgumentError("elements of a list that are scalars cannot be joined");
    }
    return element.hasKnownRank() ? Rows.rowShape(element) : Shape.unknown();
  }

  private static Tensor split(GradientCall call, List<? extends @Nullable Operand> dys) {
    return ListMaking.SPLIT.call(
        Attrs.none(), ListMaking.given(dys), ListItems.elementShape(call.input(0)), call.output(1));
  }

  private static EagerTensor concatLists(KernelCall call) {
    TensorListValue a = ListItems.list(call, call.attr("element_dtype"));
    TensorListValue b = call.input(1).object(TensorListValue.class);
    b.checkType(a.type());
    List<@Nullable EagerTensor> all = a.items();
    all.addAll(b.items());
    return TensorListValue.of(
            a.type(), ElementShapes.merge(a.elementShape(), b.elementShape()), -1, all)
        .tensor();
  }
}
