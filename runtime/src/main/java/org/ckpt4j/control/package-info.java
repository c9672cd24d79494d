/**
 * Builders that put operations under the control of others.
 *
 * <p>They ask for the graph; in eager mode, where what was called has run, they only say so. Read
 * first: {@link Group}.
 */
@NullMarked
package org.ckpt4j.control;

import org.jspecify.annotations.NullMarked;
