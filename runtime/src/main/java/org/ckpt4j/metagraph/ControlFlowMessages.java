package org.ckpt4j.metagraph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.ckpt4j.control.CondContext;
import org.ckpt4j.control.WhileContext;
import org.ckpt4j.control.WhileSettings;
import org.ckpt4j.graph.ControlFlowContext;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.CondContextDef;
import org.ckpt4j.proto.ControlFlowContextDef;
import org.ckpt4j.proto.ValuesDef;
import org.ckpt4j.proto.WhileContextDef;
import org.jspecify.annotations.Nullable;

/**
 * The branches and loops of a graph as messages, and back: with them, gradients of an imported
 * graph can be built through its loops.
 *
 * @param scope the name scope the graph is imported into or exported from; null for none
 */
record ControlFlowMessages(Graph graph, @Nullable String scope) {
  static boolean isKey(String key) {
    return key.equals(GraphKeys.COND_CONTEXT) || key.equals(GraphKeys.WHILE_CONTEXT);
  }

  /** The message of a context and those within it; empty if it is not in the scope. */
  Optional<ByteString> write(ControlFlowContext context) {
    if (!ScopedNames.lies(context.name(), scope)) {
      return Optional.empty();
    }
    return Optional.of(
        context instanceof CondContext cond
            ? write(cond).toByteString()
            : write((WhileContext) context).toByteString());
  }

  private CondContextDef write(CondContext cond) {
    CondContextDef.Builder out =
        CondContextDef.newBuilder()
            .setContextName(strip(cond.name()))
            .setPredName(name(cond.pred()))
            .setPivotName(name(cond.pivot()))
            .setBranch(cond.branch())
            .setValuesDef(values(cond));
    cond.nested().forEach(each -> out.addNestedContexts(nested(each)));
    return out.build();
  }

  private WhileContextDef write(WhileContext loop) {
    WhileSettings settings = loop.settings();
    WhileContextDef.Builder out =
        WhileContextDef.newBuilder()
            .setContextName(strip(loop.name()))
            .setParallelIterations((int) settings.parallelIterations())
            .setBackProp(settings.backProp())
            .setSwapMemory(settings.swapMemory())
            .setPivotName(name(loop.pivot()))
            .setPivotForPredName(name(loop.pivotForPred()))
            .setPivotForBodyName(name(loop.pivotForBody()))
            .setValuesDef(values(loop));
    loop.exits().forEach(exit -> out.addLoopExitNames(name(exit)));
    loop.enters().forEach(enter -> out.addLoopEnterNames(name(enter)));
    SymbolicTensor most = settings.maximumIterations();
    if (most != null) {
      out.setMaximumIterationsName(name(most));
    }
    loop.nested().forEach(each -> out.addNestedContexts(nested(each)));
    return out.build();
  }

  private ControlFlowContextDef nested(ControlFlowContext context) {
    return context instanceof CondContext cond
        ? ControlFlowContextDef.newBuilder().setCondCtxt(write(cond)).build()
        : ControlFlowContextDef.newBuilder().setWhileCtxt(write((WhileContext) context)).build();
  }

  private ValuesDef values(ControlFlowContext context) {
    TreeSet<String> names = new TreeSet<>();
    context.values().forEach(value -> names.add(name(value)));
    ValuesDef.Builder out = ValuesDef.newBuilder().addAllValues(names);
    context
        .externalValues()
        .forEach((outside, inside) -> out.putExternalValues(name(outside), name(inside)));
    return out.build();
  }

  private String name(SymbolicTensor tensor) {
    return strip(tensor.name());
  }

  private String strip(String name) {
    return ScopedNames.strip(name, scope);
  }

  /** The context that a message says, whose operations are in the graph already. */
  ControlFlowContext read(String key, ByteString bytes) throws InvalidProtocolBufferException {
    return key.equals(GraphKeys.COND_CONTEXT)
        ? read(CondContextDef.parseFrom(bytes))
        : read(WhileContextDef.parseFrom(bytes));
  }

  private CondContext read(CondContextDef message) {
    CondContext cond =
        new CondContext(
            graph,
            prepend(message.getContextName()),
            tensor(message.getPredName()),
            tensor(message.getPivotName()),
            message.getBranch());
    fill(cond, message.getValuesDef(), message.getNestedContextsList());
    return cond;
  }

  private WhileContext read(WhileContextDef message) {
    WhileSettings settings =
        new WhileSettings(
            message.getMaximumIterationsName().isEmpty()
                ? null
                : tensor(message.getMaximumIterationsName()),
            message.getParallelIterations(),
            message.getBackProp(),
            message.getSwapMemory());
    WhileContext loop =
        new WhileContext(
            graph,
            prepend(message.getContextName()),
            settings,
            tensor(message.getPivotName()),
            tensor(message.getPivotForPredName()),
            tensor(message.getPivotForBodyName()),
            tensors(message.getLoopEnterNamesList()),
            tensors(message.getLoopExitNamesList()));
    fill(loop, message.getValuesDef(), message.getNestedContextsList());
    return loop;
  }

  /** Operations whose results are known inside, and do not come from outside, are inside. */
  private void fill(
      ControlFlowContext context, ValuesDef values, List<ControlFlowContextDef> nested) {
    for (Map.Entry<String, String> external : values.getExternalValuesMap().entrySet()) {
      context.externalValues().put(tensor(external.getKey()), tensor(external.getValue()));
    }
    for (SymbolicTensor value : tensors(values.getValuesList())) {
      context.values().add(value);
      if (!context.externalValues().containsKey(value)) {
        Operation op = value.op();
        op.setControlFlowContext(context);
      }
    }
    context.within(
        () -> {
          for (ControlFlowContextDef each : nested) {
            if (each.hasCondCtxt()) {
              read(each.getCondCtxt());
            } else {
              read(each.getWhileCtxt());
            }
          }
          return context;
        });
  }

  private SymbolicTensor tensor(String name) {
    return graph.getTensorByName(prepend(name));
  }

  private List<SymbolicTensor> tensors(List<String> names) {
    List<SymbolicTensor> out = new ArrayList<>();
    names.forEach(name -> out.add(tensor(name)));
    return out;
  }

  private String prepend(String name) {
    return ScopedNames.prepend(name, scope);
  }
}
