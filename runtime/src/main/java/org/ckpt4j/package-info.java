/**
 * {@code tf.*} for static import: one line a method, each forwarding to the room where the work is
 * done.
 *
 * <p>What configures a call by name (Python's keywords) is an option record, made by a function of
 * the same name. {@link org.ckpt4j.compat.TF1} has {@code tf.compat.v1.*}. Read first: {@link TF}.
 */
@NullMarked
package org.ckpt4j;

import org.jspecify.annotations.NullMarked;
