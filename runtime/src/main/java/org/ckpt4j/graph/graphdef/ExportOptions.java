package org.ckpt4j.graph.graphdef;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a graph goes into its message.
 *
 * @param addShapes whether each node says the shapes of its outputs in {@code _output_shapes}
 * @param stripDefaults whether attributes that are as they would be anyway are left out
 * @param clearDevices whether devices are left out
 * @param nodes the names of the nodes to write; null for all
 */
public record ExportOptions(
    boolean addShapes, boolean stripDefaults, boolean clearDevices, @Nullable Set<String> nodes) {
  public static ExportOptions plain() {
    return new ExportOptions(false, false, false, null);
  }

  public static ExportOptions withShapes() {
    return new ExportOptions(true, false, false, null);
  }
}
