/** Layers, losses, metrics and whole training programs beside what TensorFlow gave for them. */
@NullMarked
package org.ckpt4j.conformance.training;

import org.jspecify.annotations.NullMarked;
