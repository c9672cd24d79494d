package org.ckpt4j.metagraph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.CondContextDef;
import org.ckpt4j.proto.ControlFlowContextDef;
import org.ckpt4j.proto.ValuesDef;
import org.ckpt4j.proto.WhileContextDef;
import org.jspecify.annotations.Nullable;

/**
 * A branch or a loop of an imported graph, as its message says: kept so that it can go out again.
 *
 * <p>The nodes of the branch or loop run without it; only programs that build further gradients
 * through it read it.
 */
record ControlFlowMessage(ControlFlowContextDef message) {
  static boolean isKey(String key) {
    return key.equals(GraphKeys.COND_CONTEXT) || key.equals(GraphKeys.WHILE_CONTEXT);
  }

  static ControlFlowMessage read(String key, ByteString bytes, @Nullable String importScope)
      throws InvalidProtocolBufferException {
    ControlFlowContextDef.Builder out = ControlFlowContextDef.newBuilder();
    if (key.equals(GraphKeys.COND_CONTEXT)) {
      out.setCondCtxt(CondContextDef.parseFrom(bytes));
    } else {
      out.setWhileCtxt(WhileContextDef.parseFrom(bytes));
    }
    return new ControlFlowMessage(
        renamed(out.build(), name -> ScopedNames.prepend(name, importScope)));
  }

  Optional<ByteString> write(@Nullable String exportScope) {
    String name =
        message.hasCondCtxt()
            ? message.getCondCtxt().getContextName()
            : message.getWhileCtxt().getContextName();
    if (!ScopedNames.lies(name, exportScope)) {
      return Optional.empty();
    }
    ControlFlowContextDef out = renamed(message, n -> ScopedNames.strip(n, exportScope));
    return Optional.of(
        out.hasCondCtxt() ? out.getCondCtxt().toByteString() : out.getWhileCtxt().toByteString());
  }

  private interface Renaming {
    String of(String name);
  }

  private static ControlFlowContextDef renamed(ControlFlowContextDef context, Renaming to) {
    ControlFlowContextDef.Builder out = ControlFlowContextDef.newBuilder();
    if (context.hasCondCtxt()) {
      CondContextDef.Builder cond = context.getCondCtxt().toBuilder();
      cond.setContextName(named(cond.getContextName(), to))
          .setPredName(named(cond.getPredName(), to))
          .setPivotName(named(cond.getPivotName(), to))
          .setValuesDef(renamed(cond.getValuesDef(), to));
      for (int i = 0; i < cond.getNestedContextsCount(); i++) {
        cond.setNestedContexts(i, renamed(cond.getNestedContexts(i), to));
      }
      return out.setCondCtxt(cond).build();
    }
    WhileContextDef.Builder loop = context.getWhileCtxt().toBuilder();
    loop.setContextName(named(loop.getContextName(), to))
        .setPivotName(named(loop.getPivotName(), to))
        .setPivotForPredName(named(loop.getPivotForPredName(), to))
        .setPivotForBodyName(named(loop.getPivotForBodyName(), to))
        .setMaximumIterationsName(named(loop.getMaximumIterationsName(), to))
        .setValuesDef(renamed(loop.getValuesDef(), to));
    for (int i = 0; i < loop.getLoopExitNamesCount(); i++) {
      loop.setLoopExitNames(i, named(loop.getLoopExitNames(i), to));
    }
    for (int i = 0; i < loop.getLoopEnterNamesCount(); i++) {
      loop.setLoopEnterNames(i, named(loop.getLoopEnterNames(i), to));
    }
    for (int i = 0; i < loop.getNestedContextsCount(); i++) {
      loop.setNestedContexts(i, renamed(loop.getNestedContexts(i), to));
    }
    return out.setWhileCtxt(loop).build();
  }

  private static ValuesDef renamed(ValuesDef values, Renaming to) {
    ValuesDef.Builder out = ValuesDef.newBuilder();
    values.getValuesList().forEach(name -> out.addValues(named(name, to)));
    values
        .getExternalValuesMap()
        .forEach((outside, inside) -> out.putExternalValues(named(outside, to), named(inside, to)));
    return out.build();
  }

  private static String named(String name, Renaming to) {
    return name.isEmpty() ? name : to.of(name);
  }
}
