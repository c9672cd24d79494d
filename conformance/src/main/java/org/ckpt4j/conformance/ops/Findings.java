package org.ckpt4j.conformance.ops;

import org.jspecify.annotations.Nullable;

/** Where a case tells what it compared, and what differed. */
public interface Findings {
  /** Compares what TensorFlow gave with what ckpt4j gave. */
  boolean same(String what, @Nullable Object expected, @Nullable Object actual);

  /** Compares by a rule of its own; {@code what} says what should hold. */
  boolean holds(String what, boolean condition);

  /** Records a comparison that came out wrong. Always false, so that callers can return it. */
  boolean fail(String why);
}
