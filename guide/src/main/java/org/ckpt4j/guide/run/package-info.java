/** {@code ckpt4j run}: a graph that TensorFlow or ckpt4j wrote, run from the command line. */
@NullMarked
package org.ckpt4j.guide.run;

import org.jspecify.annotations.NullMarked;
