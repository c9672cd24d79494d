/**
 * The one way to save and the one way to restore: operations that write a list of values under a
 * prefix, and operations that read them and assign, added to a graph or run at once.
 *
 * <pre>
 *   Saveable = something with SaveSpecs and a way to take values back
 *   Saver          --> SaverPlan.build      save/SaveV2 ... save/restore_all
 *   object graph   --> SaverPlan.saveByTask, SaverPlan.restore
 * </pre>
 *
 * <p>Nothing here asks whether it runs in a graph: the operations do.
 */
@NullMarked
package org.ckpt4j.train.saveops;

import org.jspecify.annotations.NullMarked;
