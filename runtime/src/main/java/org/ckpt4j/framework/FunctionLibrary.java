package org.ckpt4j.framework;

import org.jspecify.annotations.Nullable;

/** Where a kernel finds the functions that its attributes name. */
@FunctionalInterface
public interface FunctionLibrary {
  /** A library without functions: the eager world's. */
  FunctionLibrary EMPTY = function -> null;

  /** The function, or null if there is none of this name. */
  @Nullable FunctionBody find(FunctionRef function);
}
