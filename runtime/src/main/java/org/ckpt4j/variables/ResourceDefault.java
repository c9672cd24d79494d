package org.ckpt4j.variables;

import org.ckpt4j.framework.ContextLocal;
import org.ckpt4j.framework.Contexts;

/**
 * Whether variables of graphs go by handle if neither they nor their scope say; each program has
 * its own setting, at first that they do.
 *
 * <p>Counterpart: {@code tf.compat.v1.enable_resource_variables}, {@code
 * disable_resource_variables}.
 */
public final class ResourceDefault {
  private static final ContextLocal<Boolean> ENABLED =
      ContextLocal.withInitial("resource variables", () -> true);

  private ResourceDefault() {}

  public static boolean isEnabled() {
    return ENABLED.in(Contexts.program());
  }

  public static void set(boolean enabled) {
    ENABLED.setIn(Contexts.program(), enabled);
  }
}
