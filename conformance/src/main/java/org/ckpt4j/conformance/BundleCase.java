package org.ckpt4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.StoredIndex;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * A V2 checkpoint: header, every index entry, listing, values, partial reads, and the bytes again.
 */
record BundleCase(Path folder, JsonNode expected) implements ConformanceCase {
  @Override
  public String id() {
    return String.valueOf(folder.getFileName());
  }

  @Override
  public void run(Checks checks) throws IOException {
    FileCheck.recorded(checks, folder, Recording.required(expected, "files"));
    Path prefix = folder.resolve(Recording.required(expected, "prefix").textValue());
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      header(checks, reader);
      entries(checks, reader);
      listing(checks, reader);
      TensorValues.compare(checks, reader, expected.get("tensors"), "");
      for (JsonNode one : expected.path("partial_reads")) {
        PartialRead.of(one).compare(checks, reader, expected.get("tensors"));
      }
    }
    ReadOptions plain = ReadOptions.defaults().withMapped(false).withThreads(1);
    try (CheckpointReader reader = CheckpointReader.open(prefix, plain)) {
      TensorValues.compare(checks, reader, expected.get("tensors"), " (not mapped)");
    }
    if (!expected.path("not_byte_identical").asBoolean()) {
      BundleRewrite.compare(checks, prefix);
    }
  }

  private void header(Checks checks, CheckpointReader reader) throws IOException {
    StoredIndex index = reader.storedIndex();
    JsonNode header = Recording.required(expected, "header");
    checks.same("format", CheckpointFormat.V2, reader.format());
    checks.same("header, num_shards", header.get("num_shards").intValue(), index.numShards());
    checks.same("shards of the reader", header.get("num_shards").intValue(), reader.numShards());
    checks.same(
        "header, endianness", header.get("endianness").intValue(), index.bigEndian() ? 1 : 0);
    checks.same("header, producer", header.get("producer").intValue(), index.producer());
    checks.same("header, min_consumer", header.get("min_consumer").intValue(), index.minConsumer());
    List<Integer> bad = new ArrayList<>();
    header.get("bad_consumers").forEach(n -> bad.add(n.intValue()));
    checks.same("header, bad_consumers", bad, index.badConsumers());
  }

  /** An index entry as the recording has it, one line of text for messages. */
  private record Entry(
      TensorKey key,
      String spec,
      int shard,
      long offset,
      long size,
      String crc32c,
      List<TensorSlice> slices,
      boolean isSlice) {
    static Entry recorded(JsonNode node) {
      return new Entry(
          Recording.key(node),
          Recording.dtype(node).tfName() + Recording.shape(node),
          node.get("shard").intValue(),
          node.get("offset").longValue(),
          node.get("size").longValue(),
          node.get("crc32c").textValue(),
          Recording.slices(node),
          node.path("is_slice").asBoolean());
    }

    static Entry found(TensorEntry entry, boolean isSlice) {
      return new Entry(
          entry.key(),
          entry.spec().dtype().tfName() + entry.spec().shape(),
          entry.shard(),
          entry.offset(),
          entry.size(),
          "%08x".formatted(entry.maskedCrc32c()),
          entry.slices(),
          isSlice);
    }
  }

  private void entries(Checks checks, CheckpointReader reader) throws IOException {
    Set<TensorKey> listed = new HashSet<>();
    reader.entries().forEach(entry -> listed.add(entry.key()));
    List<TensorEntry> stored = reader.storedIndex().entries();
    JsonNode recorded = Recording.required(expected, "entries");
    checks.same("number of index entries", recorded.size(), stored.size());
    for (int i = 0; i < Math.min(recorded.size(), stored.size()); i++) {
      TensorEntry entry = stored.get(i);
      checks.same(
          "index entry " + i,
          Entry.recorded(recorded.get(i)),
          Entry.found(entry, !listed.contains(entry.key())));
    }
  }

  private void listing(Checks checks, CheckpointReader reader) throws IOException {
    List<TensorEntry> entries = reader.entries();
    List<TensorKey> keys = entries.stream().map(TensorEntry::key).toList();
    checks.same("keys listed", TensorValues.keys(expected.get("tensors")), keys);
    List<TensorEntry> readerOrder = reader.entriesInReaderOrder();
    checks.same("tensors in reader order", entries.size(), readerOrder.size());
    checks.same("the same tensors in reader order", Set.copyOf(entries), Set.copyOf(readerOrder));
    checks.same(
        "kind",
        keys.contains(TensorKey.of(ObjectGraph.KEY))
            ? CheckpointKind.OBJECT_BASED
            : CheckpointKind.NAME_BASED,
        reader.kind());
  }
}
