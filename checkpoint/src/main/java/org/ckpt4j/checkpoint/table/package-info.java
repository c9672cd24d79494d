/**
 * Sorted string tables: the {@code .index} file of a bundle, and a whole V1 checkpoint.
 *
 * <pre>
 *   table   := (data_block trailer)* metaindex_block trailer index_block trailer footer
 *   block   := entry* restart(fixed32)* number_of_restarts(fixed32)
 *   entry   := shared(varint32) unshared(varint32) value_length(varint32) key_bytes value
 *   trailer := type(0 plain, 1 Snappy) masked_crc(fixed32, of block and type)
 * </pre>
 *
 * <p>Keys are bytes, compared unsigned. The writer makes TensorFlow's bytes; the reader also takes
 * other block sizes and Snappy. Read first: {@link BlockWriter}, then {@link TableReader}.
 */
@NullMarked
package org.ckpt4j.checkpoint.table;

import org.jspecify.annotations.NullMarked;
