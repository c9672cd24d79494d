/**
 * Modules: objects with a name and a name scope that know their variables.
 *
 * <p>In Java nobody sees {@code this.w = x}, so a module says {@code w = track("w", x)}; {@link
 * org.ckpt4j.module.FieldScan} finds what was forgotten before it is missing in a file.
 */
@NullMarked
package org.ckpt4j.module;

import org.jspecify.annotations.NullMarked;
