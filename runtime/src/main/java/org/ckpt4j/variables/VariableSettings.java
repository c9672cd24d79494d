package org.ckpt4j.variables;

import java.util.List;
import org.ckpt4j.options.Collections;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.Shaped;
import org.ckpt4j.options.Trainable;
import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableOption;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The options of a variable's constructor, together; null means not given. */
record VariableSettings(
    @Nullable String name,
    @Nullable DType dtype,
    @Nullable Shape shape,
    boolean trainable,
    @Nullable List<String> collections,
    @Nullable Boolean useResource,
    boolean validateShape,
    @Nullable Constraint constraint) {

  static VariableSettings of(VariableOption... options) {
    var settings = new VariableSettings(null, null, null, true, null, null, true, null);
    for (VariableOption option : options) {
      settings = settings.with(option);
    }
    return settings;
  }

  private VariableSettings with(VariableOption option) {
    String newName = option instanceof Named o ? o.name() : name;
    DType newDtype = option instanceof Typed o ? o.dtype() : dtype;
    Shape newShape = option instanceof Shaped o ? o.shape() : shape;
    boolean newTrainable = option instanceof Trainable o ? o.value() : trainable;
    List<String> newCollections = option instanceof Collections o ? o.keys() : collections;
    Boolean newUseResource = option instanceof UseResource o ? (Boolean) o.value() : useResource;
    Constraint newConstraint = option instanceof Constraint o ? o : constraint;
    return new VariableSettings(
        newName,
        newDtype,
        newShape,
        newTrainable,
        newCollections,
        newUseResource,
        validateShape,
        newConstraint);
  }
}
