/**
 * Meta graphs: a graph with its collections, and how it is saved, as one message or file.
 *
 * <p>Above {@code graph.graphdef}, which knows nodes only; below {@code train}, whose {@code Saver}
 * writes a meta graph beside each checkpoint. Read first: MetaGraphExport, then MetaGraphImport;
 * CollectionCodec says what becomes of the items of a collection.
 */
@NullMarked
package org.ckpt4j.metagraph;

import org.jspecify.annotations.NullMarked;
