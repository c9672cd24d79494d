package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;

/** {@code Squeeze}: without dimensions of size 1, all or the named ones. */
public final class Squeeze {
  public static final OpDef DEF =
      OpDef.named("Squeeze")
          .inputs("input: T")
          .outputs("output: T")
          .attr("squeeze_dims", AttrKind.INT_LIST, List.of())
          .atLeast("squeeze_dims", 0)
          .infer(call -> List.of(squeezed(call.shape(0), call.attr("squeeze_dims"), call::invalid)))
          .compute(
              call ->
                  Assembly.reshaped(
                      call.input(0),
                      squeezed(call.input(0).shape(), call.attr("squeeze_dims"), call::invalid)))
          .gradient((call, dy) -> List.of(Reshape.like(dy.get(0), call.input(0))))
          .build();

  private Squeeze() {}

  /** Counterpart: {@code tf.squeeze}; no axes: every dimension of size 1. */
  public static Tensor of(Object input, List<Long> axes, OpOption... options) {
    return Scoped.call(
        options,
        "Squeeze",
        name -> DEF.call(name, Attrs.of("squeeze_dims", axes), ToTensor.of(input, null, "input")));
  }

  private static Shape squeezed(Shape in, List<Long> axes, Refusal refusal) {
    if (!in.hasKnownRank()) {
      return in;
    }
    if (axes.isEmpty() && !in.isFullyDefined()) {
      return Shape.unknown(); // an unknown size may be 1
    }
    Set<Integer> named = new TreeSet<>();
    for (long axis : axes) {
      named.add(Dims.axis(axis, in.rank(), refusal));
    }
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < in.rank(); i++) {
      boolean gone = named.isEmpty() ? in.dim(i) == 1 : named.contains(i);
      if (gone && in.dim(i) > 1 || gone && in.dim(i) == 0) {
        throw refusal.because("dimension %d of %s is not of size 1", i, in);
      }
      if (!gone) {
        kept.add(in.dim(i));
      }
    }
    return Shape.of(kept.stream().mapToLong(Long::longValue).toArray());
  }
}
