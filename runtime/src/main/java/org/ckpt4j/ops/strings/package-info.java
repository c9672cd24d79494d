/** Operations on strings: {@code StringJoin}, {@code StaticRegexFullMatch}. */
@NullMarked
package org.ckpt4j.ops.strings;

import org.jspecify.annotations.NullMarked;
