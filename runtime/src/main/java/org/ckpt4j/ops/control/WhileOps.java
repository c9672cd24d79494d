package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.errors.InvalidArgumentError;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.FunctionBody;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.KernelCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;

/**
 * A function of the graph as long as another one says so: {@code While}, {@code StatelessWhile}.
 */
public final class WhileOps {
  public static final OpDef WHILE = define("While").stateful().build();
  public static final OpDef STATELESS_WHILE = define("StatelessWhile").build();

  private WhileOps() {}

  private static OpDef.Builder define(String name) {
    return OpDef.named(name)
        .inputs("input: list(T)")
        .outputs("output: list(T)")
        .attr("T", AttrKind.TYPE_LIST)
        .atLeast("T", 0)
        .attr("cond", AttrKind.FUNC)
        .attr("body", AttrKind.FUNC)
        .attr("output_shapes", AttrKind.SHAPE_LIST, List.of())
        .attr("parallel_iterations", AttrKind.INT, 10)
        .countsHolders()
        .infer(WhileOps::infer)
        .kernel(WhileOps::compute)
        .gradientLater();
  }

  private static List<Shape> infer(InferCall call) {
    int outputs = call.<List<DType>>attr("T").size();
    List<Shape> known = call.attr("output_shapes");
    if (!known.isEmpty() && known.size() != outputs) {
      throw call.invalid("%d shapes are given for %d outputs", known.size(), outputs);
    }
    for (int i = 0; i < outputs; i++) {
      Dataflow.passVariable(call, i, i);
    }
    return known.isEmpty()
        ? java.util.stream.IntStream.range(0, outputs).mapToObj(call::shape).toList()
        : known;
  }

  private static List<EagerTensor> compute(KernelCall call) {
    FunctionBody cond = call.function(call.attr("cond"));
    FunctionBody body = call.function(call.attr("body"));
    List<EagerTensor> values = call.inputsFrom(0);
    values.forEach(EagerTensor::hold);
    try {
      while (goesOn(cond, values, call)) {
        List<EagerTensor> next = body.call(values, call.run());
        if (next.size() != values.size()) {
          throw new InvalidArgumentError(
              "loop \"%s\" has %d values, its body gives %d"
                  .formatted(call.nodeName(), values.size(), next.size()));
        }
        next.forEach(EagerTensor::hold);
        values.forEach(EagerTensor::release);
        values = next;
        call.run().callEnded();
      }
    } catch (RuntimeException e) {
      values.forEach(EagerTensor::release);
      throw e;
    }
    values.forEach(EagerTensor::unhold);
    return values;
  }

  private static boolean goesOn(FunctionBody cond, List<EagerTensor> values, KernelCall call) {
    List<EagerTensor> answer = cond.call(values, call.run());
    if (answer.size() != 1) {
      throw new InvalidArgumentError(
          "condition \"%s\" of loop \"%s\" gives %d values, not one"
              .formatted(cond.name(), call.nodeName(), answer.size()));
    }
    EagerTensor one = answer.get(0).hold();
    try {
      return Branches.isTrue(one);
    } finally {
      one.release();
    }
  }
}
