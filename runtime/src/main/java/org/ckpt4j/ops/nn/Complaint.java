package org.ckpt4j.ops.nn;

/**
 * Makes the failure for shapes or attributes that do not fit: the same check serves while shapes
 * are inferred and when a kernel runs.
 */
@FunctionalInterface
interface Complaint {
  RuntimeException of(String format, Object... args);
}
