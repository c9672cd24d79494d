package org.ckpt4j.ops.array;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.errors.LookupError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;

/**
 * Operations that give their input back: {@code Identity}, {@code StopGradient}, {@code
 * PreventGradient}, {@code IdentityN} and copies of it.
 */
public final class IdentityOps {
  public static final OpDef IDENTITY = define("Identity").gradient((call, dy) -> dy).build();
  public static final OpDef STOP_GRADIENT = define("StopGradient").notDifferentiable().build();

  public static final OpDef PREVENT_GRADIENT =
      define("PreventGradient")
          .attr("message", AttrKind.STRING, "")
          .gradient(
              (call, dy) -> {
                throw new LookupError("the gradient stops here: " + call.<String>attr("message"));
              })
          .build();

  public static final OpDef SNAPSHOT = define("Snapshot").noGradient().build();
  public static final OpDef DEEP_COPY =
      OpDef.named("DeepCopy")
          .inputs("x: T")
          .outputs("y: T")
          .stateful()
          .infer(call -> List.of(call.shape(0)))
          .compute(call -> call.input(0))
          .noGradient()
          .build();

  public static final OpDef IDENTITY_N =
      OpDef.named("IdentityN")
          .inputs("input: list(T)")
          .outputs("output: list(T)")
          .atLeast("T", 1)
          .infer(
              call -> {
                List<Shape> shapes = new ArrayList<>();
                for (int i = 0; i < call.numInputs(); i++) {
                  shapes.add(passed(call, i));
                }
                return shapes;
              })
          .kernel(call -> call.inputsFrom(0))
          .gradient((call, dys) -> dys)
          .build();

  private IdentityOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("input: T")
        .outputs("output: T")
        .infer(call -> List.of(passed(call, 0)))
        .compute(call -> call.input(0));
  }

  /** The shape; a handle leads to the same variable as before. */
  private static Shape passed(InferCall call, int input) {
    TensorSpec variable = call.variable(input);
    if (variable != null) {
      call.setVariable(input, variable);
    }
    return call.shape(input);
  }

  /** Counterpart: {@code tf.identity}. */
  public static Tensor identity(Object input, OpOption... options) {
    return call(IDENTITY, Attrs.none(), input, options);
  }

  /** Counterpart: {@code tf.stop_gradient}. */
  public static Tensor stopGradient(Object input, OpOption... options) {
    return call(STOP_GRADIENT, Attrs.none(), input, options);
  }

  /** Asking for a gradient through it is an error. Counterpart: {@code tf.raw_ops}. */
  public static Tensor preventGradient(Object input, String message, OpOption... options) {
    return call(PREVENT_GRADIENT, Attrs.of("message", message), input, options);
  }

  /** Counterpart: {@code tf.identity_n}. */
  public static List<Tensor> identityN(List<?> inputs, OpOption... options) {
    return Scoped.call(
        options,
        "IdentityN",
        name -> {
          List<Tensor> tensors = new ArrayList<>();
          for (int i = 0; i < inputs.size(); i++) {
            tensors.add(ToTensor.of(inputs.get(i), null, "input_" + i));
          }
          return List.copyOf(IDENTITY_N.run(name, Attrs.none(), tensors).outputs());
        });
  }

  private static Tensor call(OpDef def, Attrs attrs, Object input, OpOption... options) {
    return Scoped.call(
        options, def.name(), name -> def.call(name, attrs, ToTensor.of(input, null, "input")));
  }
}
