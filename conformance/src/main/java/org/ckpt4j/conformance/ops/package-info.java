/**
 * Recorded operations: what one op of TensorFlow takes, gives, infers, refuses and hands back to
 * its inputs, run on ckpt4j.
 *
 * <pre>
 *   .jsonl line -> OpCase
 *                    |  an op:        EagerOp, GraphOp (inference, errors, runs), TapeGradient
 *                    |  a state op:   StateOp      (inputs are variables)
 *                    |  "graph":      ControlGraph (a list of nodes)
 *                    |  seeds, initializers: SeedCase, InitializerCase
 *                    +- RecordedTensor, Tolerance: values and how near they must be
 * </pre>
 */
@NullMarked
package org.ckpt4j.conformance.ops;

import org.jspecify.annotations.NullMarked;
