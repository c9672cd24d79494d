package org.ckpt4j.ops.array;

/**
 * How inputs or attributes that do not fit are refused: as the inference of shapes does it, or as a
 * running kernel does. Rules that hold in both are written once and given one of these.
 */
@FunctionalInterface
public interface Refusal {
  RuntimeException because(String format, Object... args);
}
