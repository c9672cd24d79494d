package org.ckpt4j.ops.lists;

import java.util.Arrays;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.Formula;
import org.ckpt4j.ops.array.ShapeOp;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Operations on single elements of a list: push, pop, get, set; and on its size. */
final class ListItems {
  static final OpDef PUSH =
      OpDef.named("TensorListPushBack")
          .inputs("input_handle: variant", "tensor: element_dtype")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> list(call).pushed(call.input(1)).tensor())
          .gradient(ListItems::pushGradient)
          .build();

  static final OpDef POP =
      OpDef.named("TensorListPopBack")
          .inputs("input_handle: variant", "element_shape: int32")
          .outputs("output_handle: variant", "tensor: element_dtype")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(call -> List.of(Shape.scalar(), ElementShapes.known(call, 1)))
          .kernel(ListItems::pop)
          .gradient(ListItems::popGradient)
          .build();

  static final OpDef GET =
      OpDef.named("TensorListGetItem")
          .inputs("input_handle: variant", "index: int32", "element_shape: int32")
          .outputs("item: element_dtype")
          .attr("element_dtype", AttrKind.TYPE)
          .infer(call -> List.of(ElementShapes.known(call, 2)))
          .compute(
              call ->
                  item(list(call, call.attr("element_dtype")), call.input(1).longValue(), call, 2))
          .gradient(ListItems::getGradient)
          .build();

  static final OpDef SET =
      OpDef.named("TensorListSetItem")
          .inputs("input_handle: variant", "index: int32", "item: element_dtype")
          .outputs("output_handle: variant")
          .attr("element_dtype", AttrKind.TYPE)
          .attr("resize_if_index_out_of_bounds", AttrKind.BOOL, false)
          .infer(call -> List.of(Shape.scalar()))
          .compute(ListItems::set)
          .gradient(ListItems::setGradient)
          .build();

  static final OpDef LENGTH =
      OpDef.named("TensorListLength")
          .inputs("input_handle: variant")
          .outputs("length: int32")
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> ElementArrays.scalar(DType.INT32, list(call).size()))
          .notDifferentiable()
          .build();

  static final OpDef ELEMENT_SHAPE =
      OpDef.named("TensorListElementShape")
          .inputs("input_handle: variant")
          .outputs("element_shape: shape_type")
          .attr("shape_type", AttrKind.TYPE)
          .allow("shape_type", DType.INT32, DType.INT64)
          .infer(call -> List.of(Shape.unknown()))
          .compute(call -> ElementShapes.tensor(list(call).elementShape(), call.attr("shape_type")))
          .notDifferentiable()
          .build();

  static final OpDef RESIZE =
      OpDef.named("TensorListResize")
          .inputs("input_handle: variant", "size: int32")
          .outputs("output_handle: variant")
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> list(call).resized(call.input(1).longValue()).tensor())
          .gradient(
              (call, dys) ->
                  Arrays.asList(
                      ListItems.RESIZE.call(
                          Attrs.none(), ListMaking.given(dys), length(call.input(0))),
                      null))
          .build();

  private ListItems() {}

  static TensorListValue list(KernelCall call) {
    return call.input(0).object(TensorListValue.class);
  }

  static TensorListValue list(KernelCall call, DType type) {
    TensorListValue list = list(call);
    list.checkType(type);
    return list;
  }

  private static EagerTensor item(TensorListValue list, long index, KernelCall call, int shape) {
    EagerTensor item = list.item(index);
    if (item != null) {
      Shape wanted = ElementShapes.of(call.input(shape));
      if (!wanted.isCompatibleWith(item.shape())) {
        throw new InvalidArgumentError(
            "element %d has shape %s, wanted is %s".formatted(index, item.shape(), wanted));
      }
      return item;
    }
    return Rows.zeros(list.type(), list.fullShape(ElementShapes.of(call.input(shape))));
  }

  private static List<EagerTensor> pop(KernelCall call) {
    TensorListValue list = list(call, call.attr("element_dtype"));
    if (list.size() == 0) {
      throw new InvalidArgumentError("the list is empty; nothing can be taken from its end");
    }
    return List.of(list.popped().tensor(), item(list, list.size() - 1, call, 1));
  }

  private static EagerTensor set(KernelCall call) {
    TensorListValue list = list(call);
    long index = call.input(1).longValue();
    if (call.<Boolean>attr("resize_if_index_out_of_bounds") && index >= list.size()) {
      list = list.resized(index + 1);
    }
    return list.with(index, call.input(2)).tensor();
  }

  private static List<? extends @Nullable Operand> pushGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Node popped =
        POP.run(
            null,
            Attrs.of("element_dtype", call.input(1).dtype()),
            List.of(ListMaking.given(dys), ShapeOp.of(call.input(1))));
    return List.of(popped.output(0), popped.output(1));
  }

  private static List<? extends @Nullable Operand> popGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    DType type = call.attr("element_dtype");
    Operand list = dys.get(0);
    Operand element = dys.get(1);
    if (list == null) {
      list =
          ListMaking.EMPTY.call(
              Attrs.of("element_dtype", type),
              elementShape(call.output(0)),
              ElementArrays.scalar(DType.INT32, -1));
    }
    if (element == null) {
      element = Formula.zerosLike(call.output(1));
    }
    return Arrays.asList(PUSH.call(Attrs.none(), list, element), null);
  }

  private static List<? extends @Nullable Operand> getGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = ListMaking.given(dys);
    Tensor reserved =
        ListMaking.RESERVE.call(
            Attrs.of("element_dtype", dy.dtype()),
            elementShape(call.input(0)),
            length(call.input(0)));
    return Arrays.asList(SET.call(Attrs.none(), reserved, call.input(1), dy), null, null);
  }

  private static List<? extends @Nullable Operand> setGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    Operand dy = ListMaking.given(dys);
    Tensor item = call.input(2);
    Tensor rest = SET.call(Attrs.none(), dy, call.input(1), Formula.zerosLike(item));
    if (call.<Boolean>attr("resize_if_index_out_of_bounds")) {
      rest = RESIZE.call(Attrs.none(), rest, length(call.input(0)));
    }
    Tensor mine =
        GET.call(Attrs.of("element_dtype", item.dtype()), dy, call.input(1), ShapeOp.of(item));
    return Arrays.asList(rest, null, mine);
  }

  static Tensor length(Tensor list) {
    return LENGTH.call(Attrs.none(), list);
  }

  static Tensor elementShape(Tensor list) {
    return ELEMENT_SHAPE.call(Attrs.of("shape_type", DType.INT32), list);
  }
}
