package org.ckpt4j.ops.strings;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.ElementArrays;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.array.Scoped;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;

/** {@code StringFormat}: tensors printed into a template. */
public final class StringFormat {
  public static final OpDef DEF =
      OpDef.named("StringFormat")
          .inputs("inputs: list(T)")
          .outputs("output: string")
          .atLeast("T", 0)
          .attr("template", AttrKind.STRING, "%s")
          .attr("placeholder", AttrKind.STRING, "%s")
          .attr("summarize", AttrKind.INT, 3)
          .infer(
              call -> {
                int places = places(call.attr("template"), call.attr("placeholder"));
                if (places != call.numInputs()) {
                  throw call.invalid("%d places for %d inputs", places, call.numInputs());
                }
                return List.of(Shape.scalar());
              })
          .compute(StringFormat::compute)
          .noGradient()
          .build();

  private StringFormat() {}

  /** Counterpart: {@code tf.strings.format}. */
  public static Tensor of(String template, List<?> inputs, OpOption... options) {
    return Scoped.call(
        options,
        "StringFormat",
        name -> {
          List<Tensor> tensors = new ArrayList<>();
          for (int i = 0; i < inputs.size(); i++) {
            tensors.add(ToTensor.of(inputs.get(i), null, "inputs_" + i));
          }
          Attrs attrs = Attrs.of("template", template, "placeholder", "{}");
          return DEF.run(name, attrs, tensors).output(0);
        });
  }

  private static int places(String template, String placeholder) {
    int count = 0;
    for (int at = template.indexOf(placeholder);
        at >= 0;
        at = template.indexOf(placeholder, at + placeholder.length())) {
      count++;
    }
    return count;
  }

  private static EagerTensor compute(KernelCall call) {
    String template = call.attr("template");
    String placeholder = call.attr("placeholder");
    long edge = call.<Long>attr("summarize");
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (EagerTensor input : call.inputsFrom(0)) {
      int next = template.indexOf(placeholder, at);
      out.append(template, at, next).append(PrintedTensor.of(input, edge));
      at = next + placeholder.length();
    }
    out.append(template.substring(at));
    return ElementArrays.tensor(Shape.scalar(), new byte[][] {StringMaps.utf8(out.toString())});
  }
}
