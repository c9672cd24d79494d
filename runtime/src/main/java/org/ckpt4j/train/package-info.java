/**
 * Saving and restoring as programs ask for it: {@code Saver} by variable names, {@code Checkpoint}
 * by objects, the files they keep, and the state file that names the newest.
 *
 * <pre>
 *   Saver       SaveableNames --> saveops.SaverPlan      CheckpointFiles, state file
 *   Checkpoint  objectgraph.ObjectGraphSaver             CheckpointManager numbers and deletes
 * </pre>
 *
 * <p>Read first: Checkpoint, Saver.
 */
@NullMarked
package org.ckpt4j.train;

import org.jspecify.annotations.NullMarked;
