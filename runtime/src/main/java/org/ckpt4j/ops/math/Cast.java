package org.ckpt4j.ops.math;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Conversion;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/** {@code Cast}: the same numbers in another element type. */
public final class Cast {
  public static final OpDef DEF =
      OpDef.named("Cast")
          .inputs("x: SrcT")
          .outputs("y: DstT")
          .attr("DstT", AttrKind.TYPE)
          .attr("Truncate", AttrKind.BOOL, false)
          .infer(call -> List.of(call.shape(0)))
          .compute(
              call -> EagerTensor.of(Conversion.convert(call.input(0).raw(), call.attr("DstT"))))
          .gradientLater()
          .build();

  private Cast() {}

  /** A tensor of the type already is given back as it is. Counterpart: {@code tf.cast}. */
  public static Tensor of(Object x, DType dtype, OpOption... options) {
    try (NameScope scope = NameScope.enter(Named.among(options, "Cast"))) {
      Tensor tensor = ToTensor.of(x, null, "x");
      return tensor.dtype() == dtype
          ? tensor
          : DEF.call(scope.name(), Attrs.of("DstT", dtype), tensor);
    }
  }
}
