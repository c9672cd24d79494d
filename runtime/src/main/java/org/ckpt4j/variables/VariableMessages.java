package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.Operation;
import org.ckpt4j.graph.SymbolicTensor;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.proto.SaveSliceInfoDef;
import org.ckpt4j.proto.VariableDef;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Variables of a graph as {@code VariableDef} messages: the names of the nodes they consist of.
 *
 * <p>Counterpart: {@code Variable.to_proto}, {@code Variable.from_proto}.
 */
public final class VariableMessages {
  private VariableMessages() {}

  /**
   * The variable's message, its names relative to a scope; empty if it does not lie in that.
   *
   * @throws IllegalStateException for a variable of the eager world
   */
  public static Optional<VariableDef> write(Variable variable, @Nullable String exportScope) {
    if (!(variable.handle() instanceof SymbolicTensor handle)) {
      throw new IllegalStateException(variable + " is in no graph, so it has no message");
    }
    if (!ScopedNames.lies(handle.name(), exportScope)) {
      return Optional.empty();
    }
    VariableDef.Builder out =
        VariableDef.newBuilder()
            .setVariableName(ScopedNames.strip(handle.name(), exportScope))
            .setInitializerName(ScopedNames.strip(variable.initializer().name(), exportScope))
            .setSnapshotName(ScopedNames.strip(variable.graphElement().name(), exportScope))
            .setIsResource(variable.isResource())
            .setTrainable(variable.trainable())
            .setSynchronization(
                org.ckpt4j.proto.VariableSynchronization.valueOf(
                    "VARIABLE_SYNCHRONIZATION_" + variable.synchronization()))
            .setAggregation(
                org.ckpt4j.proto.VariableAggregation.valueOf(
                    "VARIABLE_AGGREGATION_" + variable.aggregation()));
    Tensor initial = variable.firstValue();
    if (initial != null) {
      out.setInitialValueName(ScopedNames.strip(initial.name(), exportScope));
    }
    variable.saveSliceInfo().ifPresent(info -> out.setSaveSliceInfoDef(write(info, exportScope)));
    return Optional.of(out.build());
  }

  private static SaveSliceInfoDef write(SaveSliceInfo info, @Nullable String exportScope) {
    SaveSliceInfoDef.Builder out =
        SaveSliceInfoDef.newBuilder()
            .setFullName(ScopedNames.strip(info.fullName(), exportScope))
            .addAllVarOffset(info.offset());
    for (long dim : info.fullShape().dims()) {
      out.addFullShape(dim);
    }
    for (long dim : info.shape().dims()) {
      out.addVarShape(dim);
    }
    return out.build();
  }

  /**
   * The variable that these nodes of a graph are.
   *
   * @param importScope what the message's names lie in now
   * @throws IllegalArgumentException if a node is missing, or is no variable
   */
  public static Variable read(VariableDef message, @Nullable String importScope, Graph graph) {
    try {
      return message.getIsResource()
          ? resource(message, importScope, graph)
          : reference(message, importScope, graph);
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException(
          "variable \"%s\" cannot be found: %s"
              .formatted(message.getVariableName(), e.getMessage()),
          e);
    }
  }

  private static Variable resource(VariableDef message, @Nullable String scope, Graph graph) {
    SymbolicTensor handle = tensor(message.getVariableName(), scope, graph);
    TensorSpec spec = handle.handleSpec();
    if (spec == null) {
      throw new IllegalArgumentException(handle + " is no handle of a variable");
    }
    String name = handle.op().name();
    String isInitialized = name + "/IsInitialized/VarIsInitializedOp";
    SymbolicTensor snapshot = tensor(message.getSnapshotName(), scope, graph);
    return named(
        message,
        scope,
        graph,
        handle,
        spec,
        true,
        graph.hasOperation(isInitialized) ? graph.getTensorByName(isInitialized + ":0") : null,
        snapshot);
  }

  private static Variable reference(VariableDef message, @Nullable String scope, Graph graph) {
    SymbolicTensor handle = tensor(message.getVariableName(), scope, graph);
    if (!handle.isReference()) {
      throw new IllegalArgumentException(handle + " is no reference to a variable");
    }
    SymbolicTensor snapshot = tensor(message.getSnapshotName(), scope, graph);
    return named(
        message,
        scope,
        graph,
        handle,
        new TensorSpec(handle.dtype(), handle.shape()),
        false,
        null,
        snapshot);
  }

  private static Variable named(
      VariableDef message,
      @Nullable String scope,
      Graph graph,
      SymbolicTensor handle,
      TensorSpec spec,
      boolean resource,
      @Nullable Tensor isInitialized,
      SymbolicTensor snapshot) {
    Operation initializer =
        graph.getOperationByName(ScopedNames.prepend(message.getInitializerName(), scope));
    Tensor initial =
        message.getInitialValueName().isEmpty()
            ? null
            : tensor(message.getInitialValueName(), scope, graph);
    Variable variable =
        new Variable(
            new VariableParts(
                handle.op().name(),
                spec,
                handle,
                resource,
                message.getTrainable(),
                handle.op().device(),
                List.of(),
                null,
                value(VariableSynchronization.values(), message.getSynchronizationValue()),
                value(VariableAggregation.values(), message.getAggregationValue()),
                graph,
                initializer,
                initial,
                isInitialized,
                snapshot));
    if (message.hasSaveSliceInfoDef()) {
      variable.setSaveSliceInfo(read(message.getSaveSliceInfoDef(), scope));
    }
    return variable;
  }

  /** The value of this number; the messages number as TensorFlow's enumerations do. */
  private static <T> T value(T[] values, int number) {
    if (number < 0 || number >= values.length) {
      throw new IllegalArgumentException(
          "a variable's message says %d where 0 to %d are known"
              .formatted(number, values.length - 1));
    }
    return values[number];
  }

  private static SaveSliceInfo read(SaveSliceInfoDef message, @Nullable String scope) {
    if (message.getFullShapeCount() != message.getVarShapeCount()
        || message.getFullShapeCount() != message.getVarOffsetCount()) {
      throw new IllegalArgumentException(
          "the slice of \"%s\" has several ranks".formatted(message.getFullName()));
    }
    return new SaveSliceInfo(
        ScopedNames.prepend(message.getFullName(), scope),
        shape(message.getFullShapeList()),
        new ArrayList<>(message.getVarOffsetList()),
        shape(message.getVarShapeList()));
  }

  private static Shape shape(List<Long> dims) {
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }

  private static SymbolicTensor tensor(String name, @Nullable String scope, Graph graph) {
    return graph.getTensorByName(ScopedNames.prepend(name, scope));
  }
}
