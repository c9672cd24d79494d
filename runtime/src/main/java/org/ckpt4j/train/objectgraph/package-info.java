/**
 * Object-based checkpoints: the walk over live objects, what is written of it, and how a saved
 * graph is matched to live objects again, now or when they come.
 *
 * <pre>
 *   ObjectGraphView --walk--> ObjectGraphWalk --> ObjectGraphSaver --> saveops, ObjectGraph message
 *
 *   ObjectGraphSaver.restore --> RestoreCoordinator (one load)
 *        CheckpointPosition node 0 -> root, then breadth first; a child that is not there waits in its
 *        parent's Dependencies; slots wait in the coordinator; a LoadStatus tells what matched
 *   name-based file --> NameBasedCoordinator
 * </pre>
 *
 * <p>Read first: ObjectGraphSaver, then CheckpointPosition, then RestoreCoordinator.
 */
@NullMarked
package org.ckpt4j.train.objectgraph;

import org.jspecify.annotations.NullMarked;
