/**
 * Variables, and the scopes that name and share them.
 *
 * <p>One {@link Variable} class serves both modes: its value lives behind a handle, in the eager
 * world or in a session, and reading and assigning are ordinary operations. {@link VariableScope}
 * gives {@code getVariable} its prefix and defaults; {@link VariableStore} is the table of one
 * graph.
 *
 * <pre>  getVariable -> VariableScope (prefix, defaults) -> VariableStore (reuse?) -> Variable
 * </pre>
 *
 * <p>Read first: {@link Variable}, then {@link VariableScope}.
 */
@NullMarked
package org.ckpt4j.variables;

import org.jspecify.annotations.NullMarked;
