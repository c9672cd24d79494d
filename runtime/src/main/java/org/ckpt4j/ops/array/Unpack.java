package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.GradientCall;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** {@code Unpack}: the slices of a tensor along a dimension, which falls away. */
public final class Unpack {
  public static final OpDef DEF =
      OpDef.named("Unpack")
          .inputs("value: T")
          .outputs("output: num * T")
          .attr("num", AttrKind.INT)
          .atLeast("num", 0)
          .attr("axis", AttrKind.INT, 0)
          .infer(Unpack::infer)
          .kernel(Unpack::compute)
          .gradient(
              (call, dys) -> List.of(Pack.of(given(call, dys), call.<Long>attr("axis").intValue())))
          .build();

  private Unpack() {}

  /**
   * Counterpart: {@code tf.unstack}.
   *
   * @param num how many slices there are; -1: as many as the shape says
   * @throws IllegalArgumentException if the shape does not say
   */
  public static List<Tensor> of(Object value, int num, int axis, OpOption... options) {
    return Scoped.call(
        options,
        "unstack",
        name -> {
          Tensor tensor = ToTensor.of(value, null, "value");
          Shape shape = tensor.shape();
          long count = num;
          if (num < 0) {
            Refusal refusal = (f, a) -> new IllegalArgumentException("unstack: " + f.formatted(a));
            count =
                shape.hasKnownRank()
                    ? shape.dim(Dims.axis(axis, shape.rank(), refusal))
                    : Shape.UNKNOWN_SIZE;
            if (count < 0) {
              throw refusal.because("shape %s does not tell how many slices; give num", shape);
            }
          }
          return List.copyOf(
              DEF.run(name, Attrs.of("num", count, "axis", axis), List.of(tensor)).outputs());
        });
  }

  /** Gradients of all outputs: zeros where there is none. */
  static List<Operand> given(GradientCall call, List<? extends @Nullable Operand> dys) {
    List<Operand> all = new ArrayList<>();
    for (int i = 0; i < dys.size(); i++) {
      Operand dy = dys.get(i);
      all.add(dy == null ? Likes.zeros(call.output(i)) : dy);
    }
    return all;
  }

  private static List<Shape> infer(InferCall call) {
    Shape in = call.shape(0);
    int num = call.<Long>attr("num").intValue();
    if (!in.hasKnownRank()) {
      return Collections.nCopies(num, in);
    }
    return Collections.nCopies(num, item(in, num, call.<Long>attr("axis"), call::invalid));
  }

  private static Shape item(Shape in, int num, long wanted, Refusal refusal) {
    int axis = Dims.axis(wanted, in.rank(), refusal);
    if (in.dim(axis) >= 0 && in.dim(axis) != num) {
      throw refusal.because("%d slices of dimension %d of %s", num, axis, in);
    }
    return Dims.joined(Dims.part(in, 0, axis), Dims.part(in, axis + 1, in.rank()));
  }

  private static List<EagerTensor> compute(KernelCall call) {
    EagerTensor in = call.input(0);
    int num = call.<Long>attr("num").intValue();
    Shape item = item(in.shape(), num, call.<Long>attr("axis"), call::invalid);
    int axis = Dims.axis(call.<Long>attr("axis"), in.shape().rank(), call::invalid);
    List<EagerTensor> out = new ArrayList<>();
    for (int i = 0; i < num; i++) {
      out.add(Joining.part(in, axis, i, 1, item));
    }
    return out;
  }
}
