/**
 * The object graph of an object-based checkpoint: which object owned which value, under which key.
 *
 * <p>Counterpart: {@code TrackableObjectGraph}, stored as the string scalar {@code
 * _CHECKPOINTABLE_OBJECT_GRAPH}.
 */
@NullMarked
package org.ckpt4j.checkpoint.objectgraph;

import org.jspecify.annotations.NullMarked;
