package org.ckpt4j.variables;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.ExecutionContext;
import org.ckpt4j.framework.NameScope;
import org.ckpt4j.framework.Node;
import org.ckpt4j.framework.Scope;
import org.ckpt4j.framework.Tensor;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.GraphKeys;
import org.ckpt4j.ops.array.IdentityOps;
import org.ckpt4j.ops.array.ToTensor;
import org.ckpt4j.ops.state.AssignOps;
import org.ckpt4j.ops.state.AssignVariableOps;
import org.ckpt4j.ops.state.InitializedOps;
import org.ckpt4j.ops.state.ReadVariableOp;
import org.ckpt4j.ops.state.VarHandleOp;
import org.ckpt4j.ops.state.VariableV2;
import org.ckpt4j.options.Named;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * Adds the operations that a new variable consists of, under the names that TensorFlow gives them.
 */
final class VariableCreation {
  private VariableCreation() {}

  static VariableParts create(VariableSettings settings) {
    Object initialValue = settings.initialValue();
    ExecutionContext context = Contexts.current();
    Boolean useResource = settings.useResource();
    if (useResource == null) {
      useResource = VariableScope.current().useResource();
    }
    if (useResource == null) {
      useResource = ResourceDefault.isEnabled();
    }
    if (!useResource && !context.isEager()) {
      return reference(context, initialValue, settings);
    }
    return resource(context, initialValue, settings);
  }

  private static List<String> collections(VariableSettings settings) {
    List<String> keys =
        new ArrayList<>(
            settings.collections() == null
                ? List.of(GraphKeys.GLOBAL_VARIABLES)
                : settings.collections());
    if (settings.trainable() && !keys.contains(GraphKeys.TRAINABLE_VARIABLES)) {
      keys.add(GraphKeys.TRAINABLE_VARIABLES);
    }
    return keys;
  }

  private static VariableParts resource(
      ExecutionContext context, Object initialValue, VariableSettings settings) {
    boolean eager = context.isEager();
    try (Scope init = context.enterInitScope();
        NameScope scope = NameScope.enter(settings.name() == null ? "Variable" : settings.name())) {
      String name = withoutSlash(scope.name());
      Tensor value;
      Tensor handle;
      TensorSpec spec;
      try (Scope placed = context.enterAttribute("_class", List.of("loc:@" + name))) {
        value = initialValue(context, initialValue, settings);
        Shape shape = settings.shape() == null ? value.shape() : settings.shape();
        if (!shape.isCompatibleWith(value.shape())) {
          throw new IllegalArgumentException(
              "variable \"%s\": the initial value has shape %s, the shape asked for is %s"
                  .formatted(name, value.shape(), shape));
        }
        spec = new TensorSpec(value.dtype(), shape);
        handle = VarHandleOp.of(scope.name(), eager ? VarHandleOp.ANONYMOUS : name, spec);
      }
      if (eager) {
        AssignVariableOps.apply(AssignVariableOps.ASSIGN, null, handle, value);
        return parts(name, spec, handle, true, settings, null, null, null, null);
      }
      Tensor isInitialized;
      try (NameScope below = NameScope.enter("IsInitialized")) {
        isInitialized = InitializedOps.of(null, handle);
      }
      Node initializer;
      try (NameScope below = NameScope.enter("Assign");
          Scope alone = context.enterColocation(null)) {
        initializer =
            AssignVariableOps.apply(AssignVariableOps.ASSIGN, below.name(), handle, value);
      }
      Tensor read;
      try (NameScope below = NameScope.enter("Read")) {
        read = ReadVariableOp.of(null, handle, spec.dtype());
      }
      return parts(name, spec, handle, true, settings, initializer, value, isInitialized, read);
    }
  }

  private static Tensor initialValue(
      ExecutionContext context, Object initialValue, VariableSettings settings) {
    try (NameScope below = NameScope.enter("Initializer");
        Scope anywhere = context.enterDevice(null)) {
      Object value = initialValue instanceof Supplier<?> supplier ? supplier.get() : initialValue;
      return ToTensor.of(value, settings.dtype(), "initial_value");
    }
  }

  private static VariableParts reference(
      ExecutionContext context, Object initialValue, VariableSettings settings) {
    try (Scope init = context.enterInitScope();
        NameScope scope = NameScope.enter(settings.name() == null ? "Variable" : settings.name())) {
      String name = withoutSlash(scope.name());
      Tensor value;
      Tensor variable;
      TensorSpec spec;
      if (initialValue instanceof Supplier<?>) {
        try (Scope placed = context.enterAttribute("_class", List.of("loc:@" + name))) {
          value = initialValue(context, initialValue, settings);
          spec = spec(value, settings);
          variable = VariableV2.of(scope.name(), spec);
        }
      } else {
        value = ToTensor.of(initialValue, settings.dtype(), "initial_value");
        spec = spec(value, settings);
        variable = VariableV2.of(scope.name(), spec);
      }
      if (settings.validateShape() && !value.shape().isFullyDefined()) {
        throw new IllegalArgumentException(
            "variable \"%s\": the initial value must have a known shape, not %s"
                .formatted(name, value.shape()));
      }
      try (Scope placed = context.enterColocation(variable)) {
        Node initializer = AssignOps.apply(AssignOps.ASSIGN, null, variable, value).op();
        Tensor snapshot = IdentityOps.identity(variable, new Named("read"));
        return parts(name, spec, variable, false, settings, initializer, value, null, snapshot);
      }
    }
  }

  private static TensorSpec spec(Tensor value, VariableSettings settings) {
    Shape shape =
        settings.shape() != null
            ? settings.shape()
            : settings.validateShape() ? value.shape() : Shape.unknown();
    return new TensorSpec(value.dtype(), shape);
  }

  private static VariableParts parts(
      String name,
      TensorSpec spec,
      Tensor handle,
      boolean resource,
      VariableSettings settings,
      @Nullable Node initializer,
      @Nullable Tensor initialValue,
      @Nullable Tensor isInitialized,
      @Nullable Tensor element) {
    return new VariableParts(
        name,
        spec,
        handle,
        resource,
        settings.trainable(),
        Contexts.current().device(),
        collections(settings),
        settings.constraint(),
        settings.synchronization(),
        settings.aggregation(),
        Graph.currentOrNull(),
        initializer,
        initialValue,
        isInitialized,
        element);
  }

  private static String withoutSlash(String scope) {
    return scope.endsWith("/") ? scope.substring(0, scope.length() - 1) : scope;
  }
}
