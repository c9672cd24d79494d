/**
 * The trace language: small programs with what TensorFlow did at each step, run on ckpt4j.
 *
 * <pre>
 *   .jsonl line -> Trace -> TraceInterpreter -> TraceOutcome
 *                             |  steps by family: ScopeSteps, EagerNameSteps, ObjectSteps,
 *                             |  CheckpointSteps, SaverSteps, FileSteps, OpCalls
 *                             +- TraceState: aliases, open graphs, working folder, virtual clock
 * </pre>
 *
 * <p>A step's observation is JSON; the values of tensors in it stay tensors, so that floats are
 * compared as what they are. Read first: TraceInterpreter, then StepTable.
 */
@NullMarked
package org.ckpt4j.conformance.trace;

import org.jspecify.annotations.NullMarked;
