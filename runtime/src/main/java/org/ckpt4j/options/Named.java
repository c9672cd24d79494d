package org.ckpt4j.options;

import org.jspecify.annotations.Nullable;

/** The name of what is made: {@code name="w"}; null is Python's {@code name=None}. */
public record Named(@Nullable String name)
    implements OpOption,
        VariableOption,
        SaverOption,
        OptimizerOption,
        MinimizeOption,
        LayerOption,
        LossOption,
        MetricOption,
        LoopOption,
        TensorArrayOption {
  /** The name among {@code options}, or {@code otherwise}. */
  public static String among(OpOption[] options, String otherwise) {
    String found = find(options);
    return found == null ? otherwise : found;
  }

  /** The name among {@code options}, or null. */
  public static @Nullable String find(OpOption[] options) {
    String found = null;
    for (OpOption option : options) {
      if (option instanceof Named named) {
        found = named.name();
      }
    }
    return found;
  }
}
