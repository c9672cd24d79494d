/**
 * What an op, a value and an execution are, before there is any op: the layer everything in the
 * runtime stands on.
 */
@NullMarked
package org.ckpt4j.framework;

import org.jspecify.annotations.NullMarked;
