package org.ckpt4j.train;

import org.jspecify.annotations.Nullable;

/**
 * A named argument of {@link Checkpoint}: {@code kw("model", model)} for Python's {@code
 * model=model}.
 */
public record Kwarg(String name, @Nullable Object value) {
  public static Kwarg kw(String name, @Nullable Object value) {
    return new Kwarg(name, value);
  }
}
