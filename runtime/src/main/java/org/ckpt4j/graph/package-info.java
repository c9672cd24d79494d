/**
 * Graphs: operations recorded instead of run, and the sessions that run them.
 *
 * <p>A {@link Graph} is what a GraphDef says (type, inputs, attributes, device of each node) and
 * can run as it is. {@link Session} owns the variables' values and runs the same kernels as the
 * eager world.
 *
 * <pre>
 *   OpDef.call -> GraphContext -> Operation (name made unique, shapes inferred) -> SymbolicTensor
 *   Session.run(fetches, feeds) -> RunPlan: prune, feed
 *     -> StraightPlan: kernels in order            -> values
 *     -> FramePlan, FrameRun: branches and loops   -> values  </pre>
 *
 * <p>Whoever has a value holds it: a place in a run, a variable, a stack. The last one to let go
 * frees an off-heap array; what a session gives back is left to the garbage collector.
 *
 * <p>Read first: {@link Graph}, {@link Operation}, then {@link Session}.
 */
@NullMarked
package org.ckpt4j.graph;

import org.jspecify.annotations.NullMarked;
