/**
 * Graphs as messages: a graph to its {@code GraphDef} and back, through the registry of operations.
 *
 * <p>What TensorFlow wrote comes in with names, attributes, devices and colocation as they are;
 * what goes out TensorFlow imports. Values of attributes are those of {@link
 * org.ckpt4j.framework.AttrKind}. Read first: GraphDefImport, then GraphDefExport.
 *
 * <p>Messages may be hostile: everything is checked before it is used, faults are {@code
 * IllegalArgumentException} (Python's ValueError), and nothing is allocated that the message's own
 * size does not pay for.
 */
@NullMarked
package org.ckpt4j.graph.graphdef;

import org.jspecify.annotations.NullMarked;
