package org.ckpt4j.checkpoint;

import java.util.List;

/**
 * A checkpoint's index as it is stored, entry by entry, for tools that account for every byte or
 * write a file again as it was. Readers of values want {@link CheckpointReader#entries()}.
 *
 * @param numShards how many data files the header of a V2 checkpoint announces; the number of table
 *     files of a V1 checkpoint
 * @param bigEndian whether numbers in the data files are big-endian (never in V1)
 * @param producer version of the writer
 * @param minConsumer oldest reader allowed
 * @param badConsumers readers that must refuse the file
 * @param entries V2: every entry in key order, also those of single slices (their keys begin with a
 *     zero byte) and, of a partitioned tensor as a whole, with the shard and size 0 that the index
 *     holds. V1: the tensors in the order of the save, each with all its slices, a tensor saved
 *     whole with one
 */
public record StoredIndex(
    int numShards,
    boolean bigEndian,
    int producer,
    int minConsumer,
    List<Integer> badConsumers,
    List<TensorEntry> entries) {
  public StoredIndex {
    badConsumers = List.copyOf(badConsumers);
    entries = List.copyOf(entries);
  }
}
