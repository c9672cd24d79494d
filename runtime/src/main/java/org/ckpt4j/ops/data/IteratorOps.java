package org.ckpt4j.ops.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ckpt4j.errors.FailedPreconditionError;
import org.ckpt4j.errors.OutOfRangeError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionRef;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Iterators of a session: those that make them, give them a dataset, and take from them. */
final class IteratorOps {
  private IteratorOps() {}

  /** Where an iterator is in its dataset. */
  private static final class Place {
    private final String name;
    private Dataset.@Nullable Elements elements;

    Place(String name) {
      this.name = name;
    }

    synchronized void begin(Dataset dataset) {
      elements = dataset.elements();
    }

    synchronized boolean isBegun() {
      return elements != null;
    }

    synchronized @Nullable List<EagerTensor> next(KernelCall call) {
      if (elements == null) {
        throw new FailedPreconditionError(
            "iterator \"%s\" has no dataset; run its initializer first".formatted(name));
      }
      return elements.next(call);
    }

    @Override
    public String toString() {
      return "iterator \"" + name + "\"";
    }
  }

  static List<OpDef> all() {
    return List.of(
        maker("Iterator"),
        maker("IteratorV2"),
        oneShot(),
        OpDef.named("MakeIterator")
            .inputs("dataset: variant", "iterator: resource")
            .stateful()
            .infer(call -> List.of())
            .act(call -> place(call, 1).begin(DatasetOps.input(call, 0)))
            .notDifferentiable()
            .build(),
        taker("IteratorGetNext"),
        taker("IteratorGetNextSync"),
        asOptional(),
        OpDef.named("IteratorToStringHandle")
            .inputs("resource_handle: resource")
            .outputs("string_handle: string")
            .stateful()
            .infer(call -> List.of(Shape.scalar()))
            .compute(call -> text(place(call, 0).name))
            .notDifferentiable()
            .build(),
        fromText("IteratorFromStringHandle"),
        fromText("IteratorFromStringHandleV2"));
  }

  private static Place place(KernelCall call, int input) {
    return call.passed(input).object(Place.class);
  }

  private static EagerTensor text(String value) {
    return EagerTensor.of(RawTensor.ofString(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static OpDef.Builder typed(OpDef.Builder builder) {
    return builder
        .attr("output_types", AttrKind.TYPE_LIST)
        .atLeast("output_types", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST)
        .atLeast("output_shapes", 1)
        .stateful()
        .notDifferentiable();
  }

  private static OpDef maker(String name) {
    return typed(
            OpDef.named(name)
                .outputs("handle: resource")
                .attr("shared_name", AttrKind.STRING)
                .attr("container", AttrKind.STRING))
        .infer(call -> List.of(Shape.scalar()))
        .compute(call -> EagerTensor.ofObject(DType.RESOURCE, named(call)))
        .build();
  }

  private static Place named(KernelCall call) {
    String shared = call.attr("shared_name");
    String name =
        call.<String>attr("container") + "/" + (shared.isEmpty() ? call.nodeName() : shared);
    return call.resources().resource(Place.class, name, () -> new Place(name));
  }

  private static OpDef oneShot() {
    return OpDef.named("OneShotIterator")
        .outputs("handle: resource")
        .attr("dataset_factory", AttrKind.FUNC)
        .attr("output_types", AttrKind.TYPE_LIST)
        .atLeast("output_types", 1)
        .attr("output_shapes", AttrKind.SHAPE_LIST)
        .atLeast("output_shapes", 1)
        .attr("container", AttrKind.STRING, "")
        .attr("shared_name", AttrKind.STRING, "")
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(IteratorOps::begunOnce)
        .notDifferentiable()
        .build();
  }

  private static EagerTensor begunOnce(KernelCall call) {
    Place place = named(call);
    if (!place.isBegun()) {
      List<EagerTensor> made =
          call.callFunction(call.<FunctionRef>attr("dataset_factory"), List.of());
      if (made.size() != 1) {
        throw call.invalid("its function gives %d values instead of a dataset", made.size());
      }
      place.begin(made.get(0).object(Dataset.class));
    }
    return EagerTensor.ofObject(DType.RESOURCE, place);
  }

  private static OpDef taker(String name) {
    return typed(
            OpDef.named(name)
                .inputs("iterator: resource")
                .outputs("components: list(output_types)"))
        .infer(ElementTypes::shapes)
        .kernel(
            call -> {
              List<EagerTensor> element = place(call, 0).next(call);
              if (element == null) {
                throw new OutOfRangeError("the end of the dataset is reached");
              }
              ElementTypes.check(call, element);
              return element;
            })
        .build();
  }

  private static OpDef asOptional() {
    return typed(
            OpDef.named("IteratorGetNextAsOptional")
                .inputs("iterator: resource")
                .outputs("optional: variant"))
        .infer(call -> List.of(Shape.scalar()))
        .compute(
            call ->
                EagerTensor.ofObject(DType.VARIANT, new OptionalValue(place(call, 0).next(call))))
        .build();
  }

  private static OpDef fromText(String name) {
    return OpDef.named(name)
        .inputs("string_handle: string")
        .outputs("resource_handle: resource")
        .attr("output_types", AttrKind.TYPE_LIST, List.of())
        .atLeast("output_types", 0)
        .attr("output_shapes", AttrKind.SHAPE_LIST, List.of())
        .atLeast("output_shapes", 0)
        .stateful()
        .infer(call -> List.of(Shape.scalar()))
        .compute(
            call ->
                EagerTensor.ofObject(
                    DType.RESOURCE,
                    call.resources().require(Place.class, call.input(0).stringValue())))
        .notDifferentiable()
        .build();
  }
}
