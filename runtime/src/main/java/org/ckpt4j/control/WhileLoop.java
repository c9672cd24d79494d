package org.ckpt4j.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ckpt4j.framework.Attrs;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.EagerTensor;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Operand;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.ops.array.Constants;
import org.ckpt4j.ops.array.IndexedSlices;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.options.LoopOption;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a body while a condition holds. Counterpart: {@code tf.while_loop} of TensorFlow 1.
 *
 * <p>In a graph both functions are called once, and the graph holds a loop; in eager mode they are
 * called as often as the loop runs.
 */
public final class WhileLoop {
  private final Function<LoopVars, ?> condition;
  private final Function<LoopVars, ? extends List<?>> body;
  private @Nullable List<? extends @Nullable Shape> invariants;
  private @Nullable Object maximum;
  private int parallelIterations = 10;
  private boolean backProp = true;
  private boolean swapMemory;
  private String name = "while";

  private WhileLoop(
      Function<LoopVars, ?> condition,
      Function<LoopVars, ? extends List<?>> body,
      LoopOption... options) {
    this.condition = condition;
    this.body = body;
    for (LoopOption option : options) {
      if (option instanceof LoopOption.ShapeInvariants given) {
        invariants = given.shapes();
      } else if (option instanceof LoopOption.MaximumIterations given) {
        maximum = given.value();
      } else if (option instanceof LoopOption.ParallelIterations given) {
        parallelIterations = given.value();
      } else if (option instanceof LoopOption.BackProp given) {
        backProp = given.value();
      } else if (option instanceof LoopOption.SwapMemory given) {
        swapMemory = given.value();
      } else if (option instanceof Named named && named.name() != null) {
        name = named.name();
      }
    }
  }

  /**
   * The loop variables after the last iteration.
   *
   * @param condition whether to go on: a boolean scalar of the loop variables
   * @param body the next values of the loop variables, as many and of the same types
   * @param loopVars their first values: tensors, tensor arrays, or Java values
   * @throws IllegalArgumentException if there are no loop variables, or the body gives others, or a
   *     shape changes that is not declared to
   */
  public static LoopVars of(
      Function<LoopVars, ?> condition,
      Function<LoopVars, ? extends List<?>> body,
      List<?> loopVars,
      LoopOption... options) {
    return new WhileLoop(condition, body, options).build(loopVars);
  }

  private LoopVars build(List<?> loopVars) {
    if (loopVars.isEmpty()) {
      throw new IllegalArgumentException("a loop needs a variable or more");
    }
    try (NameScope scope = NameScope.enter(name)) {
      return Contexts.current().isEager() ? run(loopVars) : inGraph(loopVars);
    }
  }

  private LoopVars run(List<?> loopVars) {
    long most =
        maximum == null
            ? Long.MAX_VALUE
            : ((EagerTensor) ToTensor.of(maximum, null, "maximum_iterations")).longValue();
    List<?> vars = loopVars.stream().map(WhileLoop::value).toList();
    for (long i = 0; i < most; i++) {
      LoopVars now = new LoopVars(vars);
      if (!((EagerTensor) ToTensor.of(condition.apply(now), null, "cond")).booleanValue()) {
        break;
      }
      List<?> next = body.apply(now).stream().map(WhileLoop::value).toList();
      if (next.size() != vars.size()) {
        throw new IllegalArgumentException(
            "the body of a loop gives as many values as there are loop variables, not %d for %d"
                .formatted(next.size(), vars.size()));
      }
      vars = next;
    }
    return new LoopVars(vars);
  }

  private static Object value(Object item) {
    return item instanceof TensorArray ? item : ToTensor.of(item, null, "loop_var");
  }

  private LoopVars inGraph(List<?> loopVars) {
    Graph graph = Graph.current();
    List<Object> vars = new ArrayList<>();
    SymbolicTensor most = null;
    if (maximum != null) {
      most = (SymbolicTensor) ToTensor.of(maximum, null, "maximum_iterations");
      if (most.shape().hasKnownRank() && most.shape().rank() != 0) {
        throw new IllegalArgumentException(
            "maximumIterations is a scalar, not of shape " + most.shape());
      }
      vars.add(Constants.of(0, most.dtype(), null, new Named("iteration_counter")));
    }
    for (Object item : loopVars) {
      if (item instanceof IndexedSlices) {
        throw new UnsupportedOperationException(
            "rows as loop variables are not supported yet; use their values and indices");
      }
      vars.add(item instanceof TensorArray ? item : ToTensor.of(item, null, "Const"));
    }
    WhileContext context =
        new WhileContext(
            graph,
            "while_context",
            new WhileSettings(most, parallelIterations, backProp, swapMemory),
            null);
    if (context.outer() == null) {
      graph.addToCollection(GraphKeys.WHILE_CONTEXT, context);
    }
    LoopVars all = context.within(() -> loop(context, vars));
    return most == null ? all : new LoopVars(all.values().subList(1, all.size()));
  }

  private LoopVars loop(WhileContext context, List<Object> vars) {
    List<SymbolicTensor> first = vars.stream().map(WhileLoop::flow).toList();
    context.values().addAll(first);
    ControlFlowContext outer = context.outer();
    List<SymbolicTensor> real =
        outer == null ? first : first.stream().map(outer::addValue).toList();
    List<SymbolicTensor> enters = enters(context, real);
    List<SymbolicTensor> merges = new ArrayList<>();
    for (SymbolicTensor enter : enters) {
      merges.add(FlowNodes.merge(List.of(enter, enter), "Merge"));
    }
    context.setPivotForPred(merges.get(0));
    SymbolicTensor goesOn =
        (SymbolicTensor) ToTensor.of(goesOn(packed(vars, merges), context), null, "Const");
    context.setPivot(FlowNodes.loopCond(goesOn, "LoopCond"));
    List<List<SymbolicTensor>> sides = new ArrayList<>();
    for (SymbolicTensor merged : merges) {
      sides.add(FlowNodes.switchBeside(merged, context.pivot(), "Switch"));
    }
    List<SymbolicTensor> inBody = new ArrayList<>();
    for (List<SymbolicTensor> side : sides) {
      inBody.add(FlowNodes.identity(side.get(1), "Identity"));
    }
    context.setPivotForBody(inBody.get(0));
    List<?> given = next(packed(vars, inBody));
    if (given.size() != merges.size()) {
      throw new IllegalArgumentException(
          "the body of a loop gives as many values as there are loop variables, not %d for %d"
              .formatted(given.size(), merges.size()));
    }
    List<Object> tensors = new ArrayList<>();
    given.forEach(item -> tensors.add(item instanceof Operand o ? o.asTensor() : item));
    List<SymbolicTensor> results = tensors.stream().map(WhileLoop::flow).toList();
    for (int i = 0; i < merges.size(); i++) {
      closeLoop(merges.get(i), results.get(i));
    }
    List<SymbolicTensor> exits = new ArrayList<>();
    for (List<SymbolicTensor> side : sides) {
      exits.add(FlowNodes.exit(side.get(0), "Exit"));
    }
    context.exits().addAll(exits);
    context.exitResult(exits);
    return packed(given, exits);
  }

  private static SymbolicTensor flow(Object item) {
    return (SymbolicTensor)
        ToTensor.of(item instanceof TensorArray array ? array.flow() : item, null, "Const");
  }

  private static LoopVars packed(List<?> like, List<SymbolicTensor> tensors) {
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      out.add(
          like.get(i) instanceof TensorArray array
              ? array.withFlow(tensors.get(i))
              : tensors.get(i));
    }
    return new LoopVars(out);
  }

  private Object goesOn(LoopVars vars, WhileContext context) {
    SymbolicTensor most = context.settings().maximumIterations();
    if (most == null) {
      return condition.apply(vars);
    }
    SymbolicTensor fewer =
        FlowNodes.call("Less", "Less", Attrs.none(), List.of((SymbolicTensor) vars.get(0), most));
    Object own = condition.apply(new LoopVars(vars.values().subList(1, vars.size())));
    return FlowNodes.call(
        "LogicalAnd",
        "LogicalAnd",
        Attrs.none(),
        List.of(fewer, (SymbolicTensor) ToTensor.of(own, null, "y")));
  }

  private List<?> next(LoopVars vars) {
    if (maximum == null) {
      return body.apply(vars);
    }
    List<Object> all = new ArrayList<>();
    Tensor counter = vars.get(0);
    all.add(org.ckpt4j.ops.math.Arithmetic.ADD.operator(counter, 1));
    all.addAll(body.apply(new LoopVars(vars.values().subList(1, vars.size()))));
    return all;
  }

  private List<SymbolicTensor> enters(WhileContext context, List<SymbolicTensor> real) {
    List<SymbolicTensor> enters = new ArrayList<>();
    ControlFlowContext outer = context.outer();
    int counters = maximum == null ? 0 : 1;
    if (invariants != null && invariants.size() != real.size() - counters) {
      throw new IllegalArgumentException(
          "%d shape invariants are given for %d loop variables"
              .formatted(invariants.size(), real.size() - counters));
    }
    try (var free = Contexts.current().enterControlDependencies(null)) {
      for (int i = 0; i < real.size(); i++) {
        SymbolicTensor value = real.get(i);
        Shape declared = invariants == null || i < counters ? null : invariants.get(i - counters);
        Shape invariant = declared == null ? value.shape() : declared;
        if (!isWithin(value.shape(), invariant)) {
          throw new IllegalArgumentException(
              "%s enters the loop with shape %s, which is not within its shape invariant %s"
                  .formatted(value.name(), value.shape(), invariant));
        }
        SymbolicTensor enter = context.enter(value, false, "Enter");
        enter.setShape(invariant);
        if (outer != null) {
          outer.addInnerOp(enter.op());
        }
        enters.add(enter);
      }
    }
    SymbolicTensor pivot = null;
    for (ControlFlowContext at = outer; at != null && pivot == null; at = at.outer()) {
      pivot = at.controlPivot();
    }
    if (pivot != null) {
      for (SymbolicTensor enter : enters) {
        if (WhileContext.isConstantEnter(enter.op().inputs().get(0).op())) {
          enter.op().addControlInput(pivot.op());
        }
      }
    }
    context.fixEnters(enters);
    context.values().clear();
    context.values().addAll(enters);
    context.enters().addAll(enters);
    return enters;
  }

  /** The way back: the next value takes the place of the first. */
  private static void closeLoop(SymbolicTensor merged, SymbolicTensor result) {
    SymbolicTensor next = FlowNodes.nextIteration(result);
    if (!isWithin(next.shape(), merged.shape())) {
      SymbolicTensor first = merged.op().inputs().get(0).op().inputs().get(0);
      throw new IllegalArgumentException(
          ("%s enters the loop with shape %s, but has shape %s after an iteration; shapeInvariants"
                  + " says which sizes may change")
              .formatted(first.name(), first.shape(), next.shape()));
    }
    merged.op().updateInput(1, next);
  }

  /** Whether every shape that {@code a} may be is one that {@code b} may be. */
  private static boolean isWithin(Shape a, Shape b) {
    if (!b.hasKnownRank()) {
      return true;
    }
    if (!a.hasKnownRank() || a.rank() != b.rank()) {
      return false;
    }
    for (int i = 0; i < a.rank(); i++) {
      if (b.dim(i) != Shape.UNKNOWN_SIZE && a.dim(i) != b.dim(i)) {
        return false;
      }
    }
    return true;
  }
}
