/**
 * JMH benchmarks in bytes per second, each beside TensorFlow in the same run.
 *
 * <p>{@link org.ckpt4j.bench.Workload} says what is saved and restored; the three benchmark classes
 * measure ckpt4j, {@code org.ckpt4j.bench.peer} the same work through TensorFlow's native ops in a
 * JVM of its own, and a Python script through TensorFlow for Python and safetensors. {@link
 * org.ckpt4j.bench.BenchCommand} runs them by turns and compares what they wrote and read.
 */
@NullMarked
package org.ckpt4j.bench;

import org.jspecify.annotations.NullMarked;
