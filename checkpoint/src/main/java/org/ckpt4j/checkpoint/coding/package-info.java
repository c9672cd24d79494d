/**
 * Bytes in files: bounded views for reading, sinks for writing, varints, checksums, atomic files.
 *
 * <p>The bottom of the format library; knows no tensors and no tables.
 *
 * <pre>
 *   ByteSource -> FileSlice -> (table, bundle, slices) -> ByteBuilder -> ByteSink -> OutputFile
 * </pre>
 *
 * <p>All writing goes through {@link FileActions}, so a test can let any single action fail. Read
 * first: {@link FileSlice}, then {@link AtomicFile}.
 */
@NullMarked
package org.ckpt4j.checkpoint.coding;

import org.jspecify.annotations.NullMarked;
