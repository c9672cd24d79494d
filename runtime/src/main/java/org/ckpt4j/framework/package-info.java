/**
 * What an operation is, and where it runs.
 *
 * <p>An {@link OpDef} is one TensorFlow operation: name, inputs, attributes, inference, kernel,
 * gradient. Calling it asks {@link Contexts#current()}: an {@link EagerContext} runs the kernel
 * now, a graph's context records a node whose kernel a session runs later. Nothing else in the
 * runtime knows two modes.
 *
 * <pre>  OpDef.call -> Contexts.current() -> EagerContext: kernel    -> EagerTensor
 *                                   -> graph context: record -> symbolic tensor -> Session: kernel
 * </pre>
 *
 * <p>Read first: {@link Operand}, {@link OpDef}, {@link ExecutionContext}, {@link Contexts}.
 */
@NullMarked
package org.ckpt4j.framework;

import org.jspecify.annotations.NullMarked;
