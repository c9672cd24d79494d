package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.ValidateShape;
import org.ckpt4j.options.VariableAggregation;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.options.VariableSynchronization;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What a new variable is made with, as {@link VariableCreator}s see it; null means not given.
 *
 * @param initialValue a tensor, a Java value, or a supplier of one
 */
public record VariableSettings(
    Object initialValue,
    @Nullable String name,
    @Nullable DType dtype,
    @Nullable Shape shape,
    @Nullable Boolean givenTrainable,
    @Nullable List<String> collections,
    @Nullable Boolean useResource,
    boolean validateShape,
    @Nullable Constraint constraint,
    VariableSynchronization synchronization,
    VariableAggregation aggregation) {

  static VariableSettings of(Object initialValue, VariableOption... options) {
    var settings =
        new VariableSettings(
            initialValue,
            null,
            null,
            null,
            null,
            null,
            null,
            true,
            null,
            VariableSynchronization.AUTO,
            VariableAggregation.NONE);
    for (VariableOption option : options) {
      settings = settings.with(option);
    }
    return settings;
  }

  /** Whether optimizers change it: as given, else unless it is synchronized on reading. */
  public boolean trainable() {
    return givenTrainable != null
        ? givenTrainable
        : synchronization != VariableSynchronization.ON_READ;
  }

  /** These with another first value. */
  public VariableSettings withInitialValue(Object value) {
    return new VariableSettings(
        value,
        name,
        dtype,
        shape,
        givenTrainable,
        collections,
        useResource,
        validateShape,
        constraint,
        synchronization,
        aggregation);
  }

  /** These with one option more, which replaces what was given of its kind. */
  public VariableSettings with(VariableOption option) {
    return new VariableSettings(
        initialValue,
        option instanceof Named o ? o.name() : name,
        option instanceof Typed o ? o.dtype() : dtype,
        option instanceof Shaped o ? o.shape() : shape,
        option instanceof Trainable o ? (Boolean) o.value() : givenTrainable,
        option instanceof Collections o ? o.keys() : collections,
        option instanceof UseResource o ? (Boolean) o.value() : useResource,
        option instanceof ValidateShape o ? o.value() : validateShape,
        option instanceof Constraint o ? o : constraint,
        option instanceof VariableSynchronization o ? o : synchronization,
        option instanceof VariableAggregation o ? o : aggregation);
  }
}
