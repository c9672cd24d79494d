/**
 * Operations on variables: making, reading, assigning them.
 *
 * <p>Resource variables go by handle ({@link VarHandleOp}), old ones by reference ({@link
 * VariableV2}); both keep their values in a {@code ResourceStore}.
 */
@NullMarked
package org.ckpt4j.ops.state;

import org.jspecify.annotations.NullMarked;
