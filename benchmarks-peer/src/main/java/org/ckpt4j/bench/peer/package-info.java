/** The benchmarks' work, done by TensorFlow's native ops from Java, in a JVM of its own. */
@NullMarked
package org.ckpt4j.bench.peer;

import org.jspecify.annotations.NullMarked;
