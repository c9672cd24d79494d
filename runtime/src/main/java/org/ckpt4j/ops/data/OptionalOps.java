package org.ckpt4j.ops.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code OptionalFromValue}, {@code OptionalNone}, {@code OptionalGetValue}, {@code …HasValue}. */
final class OptionalOps {
  static final OpDef FROM_VALUE =
      OpDef.named("OptionalFromValue")
          .inputs("components: list(Toutput_types)")
          .outputs("optional: variant")
          .attr("Toutput_types", AttrKind.TYPE_LIST)
          .atLeast("Toutput_types", 1)
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> tensor(new OptionalValue(call.inputsFrom(0))))
          .gradient(OptionalOps::fromValueGradient)
          .build();

  static final OpDef NONE =
      OpDef.named("OptionalNone")
          .outputs("optional: variant")
          .infer(call -> List.of(Shape.scalar()))
          .compute(call -> tensor(OptionalValue.NONE))
          .noGradient()
          .build();

  static final OpDef HAS_VALUE =
      OpDef.named("OptionalHasValue")
          .inputs("optional: variant")
          .outputs("has_value: bool")
          .infer(call -> List.of(Shape.scalar()))
          .compute(
              call ->
                  ElementArrays.tensor(
                      DType.BOOL,
                      Shape.scalar(),
                      new long[] {given(call).components() == null ? 0 : 1}))
          .noGradient()
          .build();

  static final OpDef GET_VALUE =
      OpDef.named("OptionalGetValue")
          .inputs("optional: variant")
          .outputs("components: list(output_types)")
          .attr("output_types", AttrKind.TYPE_LIST)
          .atLeast("output_types", 1)
          .attr("output_shapes", AttrKind.SHAPE_LIST)
          .atLeast("output_shapes", 1)
          .infer(call -> ElementTypes.shapes(call))
          .kernel(OptionalOps::value)
          .gradient(
              (call, dys) ->
                  List.of(
                      FROM_VALUE
                          .run(
                              null,
                              Attrs.none(),
                              dys.stream().map(dy -> Objects.requireNonNull(dy)).toList())
                          .output(0)))
          .build();

  private OptionalOps() {}

  private static EagerTensor tensor(OptionalValue value) {
    return EagerTensor.ofObject(DType.VARIANT, value);
  }

  private static OptionalValue given(KernelCall call) {
    return call.input(0).object(OptionalValue.class);
  }

  private static List<EagerTensor> value(KernelCall call) {
    List<EagerTensor> components = given(call).components();
    if (components == null) {
      throw new InvalidArgumentError("the optional \"%s\" has no value".formatted(call.nodeName()));
    }
    ElementTypes.check(call, components);
    return components;
  }

  private static List<? extends @Nullable Operand> fromValueGradient(
      GradientCall call, List<? extends @Nullable Operand> dys) {
    DType[] types = new DType[call.numInputs()];
    Shape[] shapes = new Shape[call.numInputs()];
    for (int i = 0; i < types.length; i++) {
      types[i] = call.input(i).dtype();
      shapes[i] = call.input(i).shape();
    }
    return GET_VALUE
        .run(
            null,
            Attrs.of("output_types", Arrays.asList(types), "output_shapes", Arrays.asList(shapes)),
            List.of(Objects.requireNonNull(dys.get(0))))
        .outputs();
  }
}
