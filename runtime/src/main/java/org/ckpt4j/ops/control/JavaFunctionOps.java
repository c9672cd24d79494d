package org.ckpt4j.ops.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.errors.UnimplementedError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.array.Values;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.OpOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * Functions of the program within a graph: {@code PyFunc}, {@code PyFuncStateless}, {@code
 * EagerPyFunc}.
 *
 * <p>The function itself is not part of a graph that is written; a node read from a file fails when
 * it runs, as it does in TensorFlow in another process.
 */
public final class JavaFunctionOps {
  public static final OpDef PY_FUNC = define("PyFunc").stateful().notDifferentiable().build();
  public static final OpDef PY_FUNC_STATELESS =
      define("PyFuncStateless").notDifferentiable().build();
  public static final OpDef EAGER_PY_FUNC =
      define("EagerPyFunc")
          .attr("is_async", AttrKind.BOOL, false)
          .stateful()
          .gradientLater()
          .build();

  /** The attribute that has the function; unknown to TensorFlow. */
  private static final String FUNCTION = "_java_function";

  private JavaFunctionOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("input: list(Tin)")
        .outputs("output: list(Tout)")
        .attr("token", AttrKind.STRING)
        .attr("Tin", AttrKind.TYPE_LIST)
        .atLeast("Tin", 0)
        .attr("Tout", AttrKind.TYPE_LIST)
        .atLeast("Tout", 0)
        .infer(call -> Collections.nCopies(call.<List<DType>>attr("Tout").size(), Shape.unknown()))
        .kernel(JavaFunctionOps::compute);
  }

  /**
   * Calls {@code function} whenever the node runs. Counterpart: {@code tf.compat.v1.py_func},
   * {@code tf.numpy_function}.
   *
   * @param outputs the types of what it gives
   */
  public static Node of(
      OpDef def, JavaFunction function, List<?> inputs, List<DType> outputs, OpOption... options) {
    List<org.ckpt4j.framework.Tensor> operands = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      operands.add(ToTensor.of(inputs.get(i), null, "input_" + i));
    }
    Attrs attrs =
        Attrs.of(
            "token",
            "java_" + Integer.toHexString(System.identityHashCode(function)),
            "Tout",
            List.copyOf(outputs),
            FUNCTION,
            function);
    return def.run(Named.find(options), attrs, operands);
  }

  private static List<EagerTensor> compute(KernelCall call) {
    if (!(call.attrs().find(FUNCTION) instanceof JavaFunction function)) {
      throw new UnimplementedError(
          "\"%s\" calls function \"%s\" of the program that made the graph; it is not here"
              .formatted(call.nodeName(), call.<String>attr("token")));
    }
    List<EagerTensor> inputs = call.inputsFrom(0);
    inputs.forEach(EagerTensor::keep);
    List<?> results = function.call(inputs);
    List<DType> types = call.attr("Tout");
    if (results.size() != types.size()) {
      throw new InvalidArgumentError(
          "\"%s\": the function gave %d values; %d were declared"
              .formatted(call.nodeName(), results.size(), types.size()));
    }
    List<EagerTensor> outputs = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      outputs.add(value(results.get(i), types.get(i), i, call));
    }
    return outputs;
  }

  private static EagerTensor value(Object result, DType type, int index, KernelCall call) {
    if (!(result instanceof EagerTensor tensor)) {
      return EagerTensor.of(Values.of(result, type));
    }
    if (tensor.dtype() != type) {
      throw new InvalidArgumentError(
          "\"%s\": output %d is %s, declared as %s"
              .formatted(call.nodeName(), index, tensor.dtype(), type));
    }
    return tensor.keep();
  }
}
