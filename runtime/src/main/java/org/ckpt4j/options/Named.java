package org.ckpt4j.options;

/** The name of what is made: {@code name="w"}. */
public record Named(String name) implements OpOption, VariableOption, SaverOption {
  /** The name among {@code options}, or {@code otherwise}. */
  public static String among(OpOption[] options, String otherwise) {
    String found = find(options);
    return found == null ? otherwise : found;
  }

  /** The name among {@code options}, or null. */
  public static @org.jspecify.annotations.Nullable String find(OpOption[] options) {
    String found = null;
    for (OpOption option : options) {
      if (option instanceof Named named) {
        found = named.name();
      }
    }
    return found;
  }
}
