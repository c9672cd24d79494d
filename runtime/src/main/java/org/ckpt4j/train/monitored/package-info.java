/**
 * Sessions whose variables have values before they are given out: initialized, or restored from the
 * newest checkpoint.
 *
 * <p>Read first: SessionManager.
 */
@NullMarked
package org.ckpt4j.train.monitored;

import org.jspecify.annotations.NullMarked;
