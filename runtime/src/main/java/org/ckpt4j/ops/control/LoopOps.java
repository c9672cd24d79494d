package org.ckpt4j.ops.control;

import java.util.List;
import org.ckpt4j.framework.AttrKind;
import org.ckpt4j.framework.InferCall;
import org.ckpt4j.framework.OpDef;
import org.ckpt4j.tensor.Shape;

/**
 * Operations that loops are made of: {@code Enter} hands a value into a frame, {@code
 * NextIteration} into its next iteration, {@code Exit} out of it, {@code LoopCond} says whether
 * there is another one; all but the last also for references.
 */
public final class LoopOps {
  public static final OpDef ENTER = enter("Enter", "T");
  public static final OpDef REF_ENTER = enter("RefEnter", "Ref(T)");
  public static final OpDef EXIT = pass("Exit", "T");
  public static final OpDef REF_EXIT = pass("RefExit", "Ref(T)");
  public static final OpDef NEXT_ITERATION = pass("NextIteration", "T");
  public static final OpDef REF_NEXT_ITERATION = pass("RefNextIteration", "Ref(T)");

  public static final OpDef LOOP_COND =
      OpDef.named("LoopCond")
          .inputs("input: bool")
          .outputs("output: bool")
          .infer(
              call -> {
                Dataflow.requireScalar(call, 0, "condition");
                return List.of(Shape.scalar());
              })
          .compute(call -> call.input(0))
          .gradientLater()
          .build();

  private LoopOps() {}

  private static OpDef enter(String name, String type) {
    return OpDef.named(name)
        .inputs("data: " + type)
        .outputs("output: " + type)
        .attr("T", AttrKind.TYPE)
        .attr("frame_name", AttrKind.STRING)
        .attr("is_constant", AttrKind.BOOL, false)
        .attr("parallel_iterations", AttrKind.INT, 10)
        .infer(LoopOps::inferEnter)
        .kernel(Dataflow.KERNEL)
        .gradientLater()
        .build();
  }

  /** A loop may change the shape; who builds one says what holds in all iterations. */
  private static List<Shape> inferEnter(InferCall call) {
    Dataflow.passVariable(call, 0, 0);
    return List.of(call.<Boolean>attr("is_constant") ? call.shape(0) : Shape.unknown());
  }

  private static OpDef pass(String name, String type) {
    return OpDef.named(name)
        .inputs("data: " + type)
        .outputs("output: " + type)
        .attr("T", AttrKind.TYPE)
        .infer(LoopOps::same)
        .kernel(Dataflow.KERNEL)
        .gradientLater()
        .build();
  }

  private static List<Shape> same(InferCall call) {
    Dataflow.passVariable(call, 0, 0);
    return List.of(call.shape(0));
  }
}
