package org.ckpt4j.options;

/** Configures one call of {@code Saver.save}. */
public interface SaveOption {
  /**
   * {@code global_step}: appended to the path.
   *
   * @param value a number, a variable, a tensor, or a tensor's name
   */
  record GlobalStep(Object value) implements SaveOption {}

  /** {@code latest_filename}: the name of the state file, instead of {@code checkpoint}. */
  record LatestFilename(String value) implements SaveOption {}

  /** {@code meta_graph_suffix}, instead of {@code meta}. */
  record MetaGraphSuffix(String value) implements SaveOption {}

  /** {@code write_meta_graph}: whether the graph is written beside the values. */
  record WriteMetaGraph(boolean value) implements SaveOption {}

  /** {@code write_state}: whether the state file is updated, and old checkpoints deleted. */
  record WriteState(boolean value) implements SaveOption {}

  /** {@code strip_default_attrs}: attributes of nodes that are as by default are not written. */
  record StripDefaultAttrs(boolean value) implements SaveOption {}

  /** Returns as soon as the values are held, and writes them while the program goes on. */
  record Async(boolean value) implements SaveOption {}

  /**
   * Writes while the program goes on; errors are thrown by the next save, by {@code sync} or by
   * {@code close}.
   */
  static SaveOption async(boolean value) {
    return new Async(value);
  }

  static SaveOption globalStep(Object value) {
    return new GlobalStep(value);
  }

  static SaveOption latestFilename(String value) {
    return new LatestFilename(value);
  }

  static SaveOption metaGraphSuffix(String value) {
    return new MetaGraphSuffix(value);
  }

  static SaveOption writeMetaGraph(boolean value) {
    return new WriteMetaGraph(value);
  }

  static SaveOption writeState(boolean value) {
    return new WriteState(value);
  }

  static SaveOption stripDefaultAttrs(boolean value) {
    return new StripDefaultAttrs(value);
  }
}
