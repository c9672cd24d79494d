package org.ckpt4j.control;

import java.util.List;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.graph.SymbolicTensor;
import org.jspecify.annotations.Nullable;

/** Counts the iterations of a loop, or ends a loop by counting down. */
final class LoopCounter {
  private final WhileContext loop;

  LoopCounter(WhileContext loop) {
    this.loop = loop;
  }

  /**
   * Adds a counter to a loop that is there already. Called in the context around it.
   *
   * @return how many iterations there were, and the index of the next one
   */
  List<SymbolicTensor> countForward(@Nullable LoopGradient outer) {
    SymbolicTensor zero = FlowNodes.number(0, "f_count");
    if (outer != null) {
      // The pushes of this run of the loop come after those of its run before.
      zero.op().addControlInput(outer.forwardAdd());
    }
    return loop.within(
        () -> {
          loop.values().add(zero);
          SymbolicTensor entered = enter(zero, "f_count");
          SymbolicTensor merged = FlowNodes.merge(List.of(entered, entered), "Merge");
          List<SymbolicTensor> sides = FlowNodes.switchOn(merged, loop.pivot(), "Switch");
          SymbolicTensor index = FlowNodes.increased(sides.get(1), "Add");
          SymbolicTensor next = FlowNodes.nextIteration(index);
          merged.op().updateInput(1, next);
          return List.of(exit(sides.get(0), "f_count"), next);
        });
  }

  /**
   * Makes a loop of as many iterations as were counted. Called in the context around it.
   *
   * @return the index of the next iteration
   */
  SymbolicTensor countBackward(SymbolicTensor count, @Nullable LoopGradient outer) {
    SymbolicTensor one = FlowNodes.number(1, "b_count");
    return loop.within(
        () -> {
          loop.values().add(count);
          SymbolicTensor entered = enter(count, "b_count");
          SymbolicTensor merged = FlowNodes.merge(List.of(entered, entered), "Merge");
          loop.setPivotForPred(merged);
          SymbolicTensor goesOn =
              FlowNodes.call("GreaterEqual", "GreaterEqual", Attrs.none(), List.of(merged, one));
          loop.setPivot(FlowNodes.loopCond(goesOn, "b_count"));
          List<SymbolicTensor> sides = FlowNodes.switchOn(merged, loop.pivot(), "Switch");
          SymbolicTensor index =
              FlowNodes.call("Sub", "Sub", Attrs.none(), List.of(sides.get(1), one));
          loop.setPivotForBody(index);
          SymbolicTensor next = FlowNodes.nextIteration(index);
          merged.op().updateInput(1, next);
          SymbolicTensor zero = exit(sides.get(0), "b_count");
          if (outer != null) {
            // The pops of this run of the loop come before those of its run before.
            outer.backwardSync().addControlInput(zero.op());
          }
          return next;
        });
  }

  private SymbolicTensor enter(SymbolicTensor value, String name) {
    SymbolicTensor entered = loop.enter(value, false, name);
    entered.setShape(value.shape());
    loop.enters().add(entered);
    return entered;
  }

  private SymbolicTensor exit(SymbolicTensor value, String name) {
    SymbolicTensor out = FlowNodes.exit(value, name);
    loop.exits().add(out);
    loop.exitResult(List.of(out));
    return out;
  }
}
