/**
 * The rules of the house, checked: which module and package may see which, and what a source file
 * may look like. Lives here because nothing else sees every module.
 */
@NullMarked
package org.ckpt4j.architecture;

import org.jspecify.annotations.NullMarked;
