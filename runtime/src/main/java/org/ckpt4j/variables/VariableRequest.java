package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.GetVariableOption;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.ValidateShape;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What {@code getVariable} was asked for; null means not given, so that a scope may say it.
 *
 * @param initializer used when the variable is made; excludes {@code initialValue}
 * @param initialValue a tensor or Java value, or a supplier of one, instead of an initializer
 * @param customGetter stands between the request and the store
 */
public record VariableRequest(
    String name,
    @Nullable Shape shape,
    @Nullable DType dtype,
    @Nullable Initializer initializer,
    @Nullable Object initialValue,
    @Nullable Regularizer regularizer,
    @Nullable Reuse reuse,
    @Nullable Boolean trainable,
    @Nullable List<String> collections,
    @Nullable Partitioner partitioner,
    @Nullable Boolean useResource,
    @Nullable CustomGetter customGetter,
    @Nullable Constraint constraint,
    @Nullable Boolean validateShape,
    @Nullable VariableSynchronization synchronization,
    @Nullable VariableAggregation aggregation) {

  public static VariableRequest of(String name, GetVariableOption... options) {
    var request =
        new VariableRequest(
            name, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null);
    for (GetVariableOption option : options) {
      request = request.with(option);
    }
    return request;
  }

  private VariableRequest with(GetVariableOption option) {
    return new VariableRequest(
        name,
        option instanceof Shaped o ? o.shape() : shape,
        option instanceof Typed o ? o.dtype() : dtype,
        option instanceof Initializer o ? (o instanceof InitialValue ? null : o) : initializer,
        option instanceof InitialValue o ? o.value() : initialValue,
        option instanceof Regularizer o ? o : regularizer,
        reuse,
        option instanceof Trainable o ? (Boolean) o.value() : trainable,
        option instanceof Collections o ? o.keys() : collections,
        option instanceof Partitioner o ? o : partitioner,
        option instanceof UseResource o ? (Boolean) o.value() : useResource,
        option instanceof CustomGetter o ? o : customGetter,
        option instanceof Constraint o ? o : constraint,
        option instanceof ValidateShape o ? (Boolean) o.value() : validateShape,
        option instanceof VariableSynchronization o ? o : synchronization,
        option instanceof VariableAggregation o ? o : aggregation);
  }

  public VariableRequest withName(String value) {
    return copy(value, shape, dtype, initializer, initialValue, reuse, trainable, partitioner);
  }

  public VariableRequest withShape(@Nullable Shape value) {
    return copy(name, value, dtype, initializer, initialValue, reuse, trainable, partitioner);
  }

  public VariableRequest withDtype(@Nullable DType value) {
    return copy(name, shape, value, initializer, initialValue, reuse, trainable, partitioner);
  }

  public VariableRequest withInitializer(@Nullable Initializer value) {
    return copy(name, shape, dtype, value, initialValue, reuse, trainable, partitioner);
  }

  public VariableRequest withInitialValue(@Nullable Object value) {
    return copy(name, shape, dtype, initializer, value, reuse, trainable, partitioner);
  }

  public VariableRequest withReuse(Reuse value) {
    return copy(name, shape, dtype, initializer, initialValue, value, trainable, partitioner);
  }

  public VariableRequest withTrainable(boolean value) {
    return copy(name, shape, dtype, initializer, initialValue, reuse, value, partitioner);
  }

  /** Whether the variable is trainable if nobody says so: unless it is synchronized on reading. */
  public boolean trainableByDefault() {
    return synchronization != VariableSynchronization.ON_READ;
  }

  VariableRequest withoutPartitioner() {
    return copy(name, shape, dtype, initializer, initialValue, reuse, trainable, null);
  }

  /**
   * The new variable that is asked for, at the root of names.
   *
   * @throws IllegalArgumentException if neither a shape nor a value is given
   */
  public Variable make() {
    return VariableStore.make(this, null);
  }

  private VariableRequest copy(
      String newName,
      @Nullable Shape newShape,
      @Nullable DType newDtype,
      @Nullable Initializer newInitializer,
      @Nullable Object newInitialValue,
      @Nullable Reuse newReuse,
      @Nullable Boolean newTrainable,
      @Nullable Partitioner newPartitioner) {
    return new VariableRequest(
        newName,
        newShape,
        newDtype,
        newInitializer,
        newInitialValue,
        regularizer,
        newReuse,
        newTrainable,
        collections,
        newPartitioner,
        useResource,
        customGetter,
        constraint,
        validateShape,
        synchronization,
        aggregation);
  }

  /** This, with what it leaves open taken from the scope's defaults. */
  VariableRequest within(ScopeSettings scope, String fullName, boolean eager) {
    boolean hasInit = initializer != null || initialValue != null;
    Initializer inherited = hasInit ? null : scope.initializer();
    return new VariableRequest(
        fullName,
        shape,
        dtype != null ? dtype : scope.dtype(),
        inherited instanceof InitialValue ? null : hasInit ? initializer : inherited,
        inherited instanceof InitialValue given ? given.value() : initialValue,
        regularizer != null ? regularizer : scope.regularizer(),
        eager ? Reuse.FALSE : reuse != null ? reuse : scope.reuse(),
        trainable,
        collections,
        partitioner != null ? partitioner : scope.partitioner(),
        eager ? Boolean.TRUE : useResource != null ? useResource : scope.useResource(),
        customGetter != null ? customGetter : scope.customGetter(),
        constraint != null ? constraint : scope.constraint(),
        validateShape,
        synchronization == null ? VariableSynchronization.AUTO : synchronization,
        aggregation == null ? VariableAggregation.NONE : aggregation);
  }
}
