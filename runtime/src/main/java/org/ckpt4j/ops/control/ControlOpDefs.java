package org.ckpt4j.ops.control;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.framework.OpDef;

/** The operations of this package, for the registry. */
public final class ControlOpDefs {
  private ControlOpDefs() {}

  public static List<OpDef> all() {
    List<OpDef> ops = new ArrayList<>();
    ops.add(NoOp.DEF);
    ops.add(Switch.DEF);
    ops.add(Switch.REF);
    ops.add(Merge.DEF);
    ops.add(Merge.REF);
    ops.add(LoopOps.ENTER);
    ops.add(LoopOps.REF_ENTER);
    ops.add(LoopOps.EXIT);
    ops.add(LoopOps.REF_EXIT);
    ops.add(LoopOps.NEXT_ITERATION);
    ops.add(LoopOps.REF_NEXT_ITERATION);
    ops.add(LoopOps.LOOP_COND);
    ops.add(Triggers.CONTROL_TRIGGER);
    ops.add(Triggers.ABORT);
    ops.add(StackOps.STACK);
    ops.add(StackOps.PUSH);
    ops.add(StackOps.POP);
    ops.add(StackOps.CLOSE);
    ops.addAll(TensorArrayOps.all());
    ops.add(FunctionCalls.PARTITIONED_CALL);
    ops.add(FunctionCalls.STATEFUL_PARTITIONED_CALL);
    ops.add(Branches.IF);
    ops.add(Branches.STATELESS_IF);
    ops.add(Branches.CASE);
    ops.add(Branches.STATELESS_CASE);
    ops.add(WhileOps.WHILE);
    ops.add(WhileOps.STATELESS_WHILE);
    ops.add(Assert.DEF);
    ops.add(Printing.PRINT);
    ops.add(Printing.PRINT_V2);
    ops.add(JavaFunctionOps.PY_FUNC);
    ops.add(JavaFunctionOps.PY_FUNC_STATELESS);
    ops.add(JavaFunctionOps.EAGER_PY_FUNC);
    return ops;
  }
}
