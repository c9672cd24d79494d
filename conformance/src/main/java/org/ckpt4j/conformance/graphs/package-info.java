/**
 * Recorded graphs: what TensorFlow wrote as {@code .meta} or {@code .pb} is imported, its
 * checkpoint restored, its scenarios run, and what ckpt4j exports from it is judged.
 */
@NullMarked
package org.ckpt4j.conformance.graphs;

import org.jspecify.annotations.NullMarked;
