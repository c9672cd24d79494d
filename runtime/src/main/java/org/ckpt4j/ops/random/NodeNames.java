package org.ckpt4j.ops.random;

import org.ckpt4j.framework.Contexts;
import org.ckpt4j.framework.NameScope;
import org.jspecify.annotations.Nullable;

/** Names of nodes; none when eager, where calls of one operation share their stream. */
final class NodeNames {
  private NodeNames() {}

  static @Nullable String of(NameScope scope) {
    return Contexts.current().isEager() ? null : scope.name();
  }
}
