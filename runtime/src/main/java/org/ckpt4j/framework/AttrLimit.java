package org.ckpt4j.framework;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry allows an attribute to be. */
public sealed interface AttrLimit {
  /** What is wrong with {@code value}, or null if it is allowed. */
  @Nullable String fault(Object value);

  /** One of these types, or of these words; of a list, each item. */
  record OneOf(List<?> allowed) implements AttrLimit {
    @Override
    public @Nullable String fault(Object value) {
      boolean fits =
          value instanceof List<?> items ? allowed.containsAll(items) : allowed.contains(value);
      return fits ? null : "not one of " + allowed;
    }
  }

  /** A number no smaller than this; of a list, its length. */
  record AtLeast(long least) implements AttrLimit {
    @Override
    public @Nullable String fault(Object value) {
      long found = value instanceof List<?> items ? items.size() : (Long) value;
      return found >= least ? null : "less than " + least;
    }
  }
}
