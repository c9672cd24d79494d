package org.ckpt4j.ops.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.ckpt4j.errors.UnknownError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.Diagnostic;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.ops.StandardOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.jspecify.annotations.Nullable;

/** {@code Print}, {@code PrintV2}: show values while a program runs. */
public final class Printing {
  public static final OpDef PRINT =
      OpDef.named("Print")
          .inputs("input: T", "data: list(U)")
          .outputs("output: T")
          .attr("T", AttrKind.TYPE)
          .attr("U", AttrKind.TYPE_LIST)
          .atLeast("U", 0)
          .attr("message", AttrKind.STRING, "")
          .attr("first_n", AttrKind.INT, -1)
          .attr("summarize", AttrKind.INT, 3)
          .stateful()
          .infer(call -> List.of(call.shape(0)))
          .compute(Printing::print)
          .gradient(
              (call, dys) -> {
                List<@Nullable Operand> back = new ArrayList<>();
                back.add(dys.get(0));
                while (back.size() < call.numInputs()) {
                  back.add(null);
                }
                return back;
              })
          .build();

  public static final OpDef PRINT_V2 =
      OpDef.named("PrintV2")
          .inputs("input: string")
          .attr("output_stream", AttrKind.STRING, "stderr")
          .attr("end", AttrKind.STRING, "\n")
          .stateful()
          .infer(
              call -> {
                Dataflow.requireScalar(call, 0, "text");
                return List.of();
              })
          .act(Printing::printText)
          .noGradient()
          .build();

  private Printing() {}

  /** {@code input}, which shows {@code data} whenever it is computed. */
  public static Tensor print(
      @Nullable String name,
      Tensor input,
      List<? extends Tensor> data,
      String message,
      long firstN,
      long summarize) {
    List<Operand> operands = new ArrayList<>();
    operands.add(input);
    operands.addAll(data);
    Attrs attrs = Attrs.of("message", message, "first_n", firstN, "summarize", summarize);
    return PRINT.run(name, attrs, operands).output(0);
  }

  /** Shows a string where {@code output_stream} says. */
  public static Node text(@Nullable String name, Tensor text, String stream, String end) {
    return PRINT_V2.run(name, Attrs.of("output_stream", stream, "end", end), List.of(text));
  }

  /** Texts and tensors, separated by blanks, to standard error. Counterpart: {@code tf.print}. */
  public static Node values(List<?> inputs, OpOption... options) {
    List<String> words = new ArrayList<>();
    List<Object> tensors = new ArrayList<>();
    for (Object input : inputs) {
      if (input instanceof String text) {
        words.add(text);
      } else {
        words.add("{}");
        tensors.add(input);
      }
    }
    Attrs attrs =
        Attrs.of("template", String.join(" ", words), "placeholder", "{}", "summarize", 3L);
    List<Operand> operands = new ArrayList<>();
    tensors.forEach(input -> operands.add(ToTensor.of(input, null, "inputs")));
    Tensor text = StandardOps.run("StringFormat", null, attrs, operands).output(0);
    return text(Named.among(options, "PrintV2"), text, "stderr", "\n");
  }

  private static EagerTensor print(KernelCall call) {
    long most = call.<Long>attr("first_n");
    AtomicLong calls =
        call.resources().resource(AtomicLong.class, "Print/" + call.nodeName(), AtomicLong::new);
    if (most < 0 || calls.getAndIncrement() < most) {
      StringBuilder line = new StringBuilder(call.<String>attr("message"));
      for (EagerTensor value : call.inputsFrom(1)) {
        line.append('[').append(Summary.of(value, call.<Long>attr("summarize"))).append(']');
      }
      System.err.println(line);
    }
    return call.input(0);
  }

  private static void printText(KernelCall call) {
    if (!call.input(0).shape().isScalar()) {
      throw call.invalid("prints one string, given %s", call.input(0).spec());
    }
    String text = call.input(0).stringValue() + call.<String>attr("end");
    String stream = call.attr("output_stream");
    if (stream.startsWith("file://")) {
      append(Path.of(stream.substring("file://".length())), text);
      return;
    }
    switch (stream) {
      case "stdout" -> System.out.print(text);
      case "stderr" -> System.err.print(text);
      case "log(info)" -> log(Diagnostic.Level.INFO, text);
      case "log(warning)" -> log(Diagnostic.Level.WARNING, text);
      case "log(error)" -> log(Diagnostic.Level.ERROR, text);
      default ->
          throw call.invalid(
              "unknown output stream \"%s\"; stdout, stderr, log(info), file://PATH are known",
              stream);
    }
  }

  private static void log(Diagnostic.Level level, String text) {
    Contexts.emit(new Diagnostic(level, "print", Map.of(), text));
  }

  private static void append(Path file, String text) {
    try {
      Files.write(
          file,
          text.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UnknownError("cannot print to " + file + ": " + e.getMessage());
    }
  }
}
