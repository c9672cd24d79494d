package org.ckpt4j.ops.strings;

import java.util.List;
import java.util.regex.Pattern;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * {@code StaticRegexFullMatch}: whether a string matches a pattern. Only a single string so far.
 */
public final class StaticRegexFullMatch {
  public static final OpDef DEF =
      OpDef.named("StaticRegexFullMatch")
          .inputs("input: string")
          .outputs("output: bool")
          .attr("pattern", AttrKind.STRING)
          .infer(call -> List.of(call.shape(0)))
          .compute(StaticRegexFullMatch::match)
          .notDifferentiable()
          .build();

  private StaticRegexFullMatch() {}

  public static Tensor of(Tensor input, String pattern) {
    return DEF.call(Attrs.of("pattern", pattern), input);
  }

  private static EagerTensor match(KernelCall call) {
    if (!call.input(0).shape().equals(Shape.scalar())) {
      throw new InvalidArgumentError(
          "StaticRegexFullMatch takes a single string so far, given shape "
              + call.input(0).shape());
    }
    boolean matches = Pattern.matches(call.<String>attr("pattern"), call.input(0).stringValue());
    return EagerTensor.of(Values.of(matches, DType.BOOL));
  }
}
