package org.ckpt4j.ops.strings;

import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Dims;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;

/**
 * Patterns of RE2's language: {@code RegexReplace}, {@code RegexFullMatch}, and their static forms
 * that have the pattern as an attribute.
 */
public final class RegexOps {
  public static final OpDef REPLACE =
      replacing("RegexReplace")
          .inputs("input: string", "pattern: string", "rewrite: string")
          .infer(
              call -> {
                scalar(call, 1);
                scalar(call, 2);
                return java.util.List.of(call.shape(0));
              })
          .compute(call -> replaced(call, call.input(1).stringValue(), call.input(2).stringValue()))
          .notDifferentiable()
          .build();

  public static final OpDef STATIC_REPLACE =
      replacing("StaticRegexReplace")
          .inputs("input: string")
          .attr("pattern", AttrKind.STRING)
          .attr("rewrite", AttrKind.STRING)
          .compute(call -> replaced(call, call.attr("pattern"), call.attr("rewrite")))
          .noGradient()
          .build();

  public static final OpDef FULL_MATCH =
      StringMaps.sameShape("RegexFullMatch")
          .inputs("input: string", "pattern: string")
          .outputs("output: bool")
          .infer(
              call -> {
                scalar(call, 1);
                return java.util.List.of(call.shape(0));
              })
          .compute(call -> matches(call, call.input(1).stringValue()))
          .noGradient()
          .build();

  public static final OpDef STATIC_FULL_MATCH =
      StringMaps.sameShape("StaticRegexFullMatch")
          .inputs("input: string")
          .outputs("output: bool")
          .attr("pattern", AttrKind.STRING)
          .compute(call -> matches(call, call.attr("pattern")))
          .noGradient()
          .build();

  private RegexOps() {}

  private static OpDef.Builder replacing(String name) {
    return StringMaps.sameShape(name)
        .outputs("output: string")
        .attr("replace_global", AttrKind.BOOL, true);
  }

  private static void scalar(org.ckpt4j.framework.InferCall call, int input) {
    Dims.rank(call, input, 0);
  }

  /** Counterpart: {@code tf.strings.regex_replace} with a pattern known now. */
  public static Tensor replace(
      Object input, String pattern, String rewrite, boolean global, OpOption... options) {
    return StringMaps.call(
        STATIC_REPLACE,
        Attrs.of("pattern", pattern, "rewrite", rewrite, "replace_global", global),
        input,
        options);
  }

  /** Counterpart: {@code tf.strings.regex_full_match}. */
  public static Tensor fullMatch(Object input, Object pattern, OpOption... options) {
    if (pattern instanceof String text) {
      return StringMaps.call(STATIC_FULL_MATCH, Attrs.of("pattern", text), input, options);
    }
    return Scoped.call(
        options,
        "RegexFullMatch",
        name ->
            FULL_MATCH.call(
                name,
                Attrs.none(),
                ToTensor.of(input, DType.STRING, "input"),
                ToTensor.of(pattern, DType.STRING, "pattern")));
  }

  private static EagerTensor matches(KernelCall call, String pattern) {
    Re2Pattern compiled = Re2Pattern.compile(pattern, call::invalid);
    return StringMaps.numbers(call.input(0), DType.BOOL, s -> compiled.matches(s) ? 1 : 0);
  }

  private static EagerTensor replaced(KernelCall call, String pattern, String rewrite) {
    Re2Pattern compiled = Re2Pattern.compile(pattern, call::invalid);
    boolean global = call.<Boolean>attr("replace_global");
    byte[] template = StringMaps.utf8(rewrite);
    return StringMaps.strings(call.input(0), s -> compiled.replace(s, template, global));
  }
}
