package org.ckpt4j.variables;

import org.ckpt4j.options.Typed;
import org.ckpt4j.options.UseResource;
import org.ckpt4j.options.VariableScopeOption;
import org.ckpt4j.tensor.DType;
import org.jspecify.annotations.Nullable;

/** What a variable scope says for the variables within, unless they say it themselves. */
record ScopeSettings(
    Reuse reuse,
    DType dtype,
    @Nullable Initializer initializer,
    @Nullable Regularizer regularizer,
    @Nullable Partitioner partitioner,
    @Nullable CustomGetter customGetter,
    @Nullable Boolean useResource,
    @Nullable Constraint constraint) {
  static final ScopeSettings ROOT =
      new ScopeSettings(Reuse.FALSE, DType.FLOAT32, null, null, null, null, null, null);

  /** These for a scope within, before its own options; a constraint is not handed on. */
  ScopeSettings inner() {
    return new ScopeSettings(
        reuse, dtype, initializer, regularizer, partitioner, customGetter, useResource, null);
  }

  ScopeSettings with(VariableScopeOption option) {
    return new ScopeSettings(
        option instanceof Reuse o && o != Reuse.FALSE ? o : reuse,
        option instanceof Typed o ? o.dtype() : dtype,
        option instanceof Initializer o ? o : initializer,
        option instanceof Regularizer o ? o : regularizer,
        option instanceof Partitioner o ? o : partitioner,
        option instanceof CustomGetter o
            ? (customGetter == null ? o : o.around(customGetter))
            : customGetter,
        option instanceof UseResource o ? (Boolean) o.value() : useResource,
        option instanceof Constraint o ? o : constraint);
  }
}
