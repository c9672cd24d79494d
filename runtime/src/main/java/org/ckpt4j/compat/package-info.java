/**
 * {@code tf.compat.v1.*} for static import: graphs, sessions, variable scopes, {@code getVariable}.
 *
 * <p>Read first: {@link TF1}.
 */
@NullMarked
package org.ckpt4j.compat;

import org.jspecify.annotations.NullMarked;
