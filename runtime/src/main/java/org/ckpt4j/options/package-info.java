/**
 * Named options: what Python passes by keyword, as records of which each implements what it may
 * configure.
 *
 * <p>A wrong option does not compile. Options that need more than plain values live beside what
 * they configure and implement the interfaces here. Read first: {@link OpOption}, {@link Named}.
 */
@NullMarked
package org.ckpt4j.options;

import org.jspecify.annotations.NullMarked;
