package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.audit.Finding.Severity;
import org.ckpt4j.checkpoint.bundle.BundleEntry;
import org.ckpt4j.checkpoint.bundle.BundleHeader;
import org.ckpt4j.checkpoint.bundle.BundleIndex;
import org.ckpt4j.checkpoint.bundle.BundleReader;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.checkpoint.objectgraph.ObjectNode;
import org.ckpt4j.checkpoint.objectgraph.SavedAttribute;
import org.ckpt4j.checkpoint.table.TableScan;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/** Goes through one V2 bundle: its index, every value, every byte of its data files, its folder. */
final class BundleAudit {
  private static final TensorKey GRAPH = TensorKey.of(ObjectGraph.KEY);

  private final BundleFiles files;
  private final LongConsumer progress;
  private final FindingList findings = new FindingList();

  /** The entries of all sound index blocks. */
  private final TreeMap<TensorKey, FileSlice> entries = new TreeMap<>();

  /** Those of them whose values are sound; slices count as entries of their own. */
  private final TreeMap<TensorKey, FileSlice> sound = new TreeMap<>();

  /** Of each slice that a tensor lists, the tensor. */
  private final Map<TensorKey, TensorKey> listed = new HashMap<>();

  private BundleHeader header = BundleHeader.ofShards(1);
  private boolean indexDamaged;
  private long tensors;
  private long lost;

  private BundleAudit(BundleFiles files, LongConsumer progress) {
    this.files = files;
    this.progress = progress;
  }

  static BundleAudit run(BundleFiles files, LongConsumer progress) throws IOException {
    BundleAudit audit = new BundleAudit(files, progress);
    if (audit.scanIndex()) {
      audit.checkValues();
      audit.checkGraph();
    }
    audit.checkFolder();
    return audit;
  }

  List<Finding> findings() {
    return findings.sorted();
  }

  long tensors() {
    return tensors;
  }

  long lost() {
    return lost;
  }

  private BundleIndex soundIndex() {
    return BundleIndex.of(files.index().toString(), header, sound);
  }

  /** The sound tensors, as if the checkpoint held no others. */
  BundleReader soundReader() {
    return reader(soundIndex());
  }

  private BundleReader reader(BundleIndex index) {
    int shards = header.numShards();
    return BundleReader.of(
        files.prefix(), index, shard -> files.data(shard, shards), ReadOptions.defaults());
  }

  private boolean scanIndex() throws IOException {
    Optional<FileSlice> headerBytes;
    try (ByteSource source = ByteSource.open(files.index(), false)) {
      IndexVisitor visitor = new IndexVisitor();
      TableScan.run(source, visitor);
      progress.accept(source.size());
      headerBytes = Optional.ofNullable(entries.remove(TensorKey.ofBytes(new byte[0])));
    } catch (NoSuchFileException e) {
      findings.add(
          Severity.ERROR,
          files.index().toString(),
          -1,
          null,
          "index is missing%s; without it the data files have no names",
          files.temporaryIndexes().isEmpty() ? "" : " (a finished temporary one lies beside it)");
      return false;
    }
    if (headerBytes.isPresent()) {
      try {
        header = BundleHeader.read(headerBytes.get());
        return true;
      } catch (CorruptCheckpointException e) {
        findings.add(e);
      }
    } else {
      findings.add(
          Severity.ERROR,
          files.index().toString(),
          0,
          null,
          "no header under the empty key; the number of data files is taken from their names");
    }
    header = BundleHeader.ofShards(files.numShardsByName());
    return true;
  }

  private final class IndexVisitor implements TableScan.Visitor {
    @Override
    public void entry(byte[] key, FileSlice value) {
      entries.putIfAbsent(TensorKey.ofBytes(key), value);
    }

    @Override
    public void fault(CorruptCheckpointException fault) {
      indexDamaged = true;
      findings.add(fault);
    }

    @Override
    public void unused(long offset, long length) {
      findings.add(
          Severity.WARNING,
          files.index().toString(),
          offset,
          null,
          "%d bytes of the index belong to no block",
          length);
    }
  }

  private void checkValues() throws IOException {
    BundleIndex index = BundleIndex.of(files.index().toString(), header, entries);
    ShardMap[] shards = new ShardMap[header.numShards() > entries.size() ? 0 : header.numShards()];
    MissingShards missing = new MissingShards();
    Map<TensorKey, BundleEntry> partitioned = new TreeMap<>();
    try (BundleReader reader = reader(index)) {
      for (int place = 0; place < index.size(); place++) {
        TensorKey key = index.key(place);
        BundleEntry entry;
        try {
          entry = index.entry(place);
        } catch (CorruptCheckpointException e) {
          findings.add(e, key);
          continue;
        }
        if (entry.isPartitioned()) {
          partitioned.put(key, entry);
          entry.slices().forEach(slice -> listed.put(SliceKey.of(key, slice), key));
          continue;
        }
        shards = mapped(shards, entry, key);
        if (missing.holds(entry.shard())) {
          missing.add(entry.shard(), key);
        } else if (check(reader, key)) {
          sound.put(key, entries.get(key));
        }
        progress.accept(Math.max(0, entry.size()));
      }
      for (Map.Entry<TensorKey, BundleEntry> tensor : partitioned.entrySet()) {
        checkPartitioned(reader, tensor.getKey(), tensor.getValue());
      }
    }
    missing.report();
    countTensors(index);
    reportShards(shards);
  }

  /** Notes to whom the bytes belong; entries that point nowhere are told of by {@link #check}. */
  private ShardMap[] mapped(ShardMap[] shards, BundleEntry entry, TensorKey key) {
    int shard = entry.shard();
    if (shard < 0 || shard >= header.numShards() || entry.offset() < 0 || entry.size() < 0) {
      return shards;
    }
    // Grown as needed: a header may claim two thousand million shards.
    ShardMap[] out = shard < shards.length ? shards : java.util.Arrays.copyOf(shards, shard + 1);
    if (out[shard] == null) {
      out[shard] = new ShardMap();
    }
    out[shard].add(entry.offset(), entry.size(), key);
    return out;
  }

  private boolean check(BundleReader reader, TensorKey key) throws IOException {
    try {
      reader.verify(key);
      return true;
    } catch (CorruptCheckpointException e) {
      findings.add(e, key);
    } catch (NoSuchFileException e) {
      findings.add(e, key);
    }
    return false;
  }

  private void checkPartitioned(BundleReader reader, TensorKey key, BundleEntry entry)
      throws IOException {
    if (!check(reader, key)) {
      return;
    }
    for (TensorSlice slice : entry.slices()) {
      if (!sound.containsKey(SliceKey.of(key, slice))) {
        findings.add(
            Severity.ERROR,
            files.index().toString(),
            -1,
            key,
            "its slice %s is damaged; the whole tensor is lost",
            slice);
        return;
      }
    }
    sound.put(key, entries.get(key));
  }

  private void countTensors(BundleIndex index) {
    for (int place = 0; place < index.size(); place++) {
      TensorKey key = index.key(place);
      if (listed.containsKey(key)) {
        continue;
      }
      Optional<StoredSlice> stray = StoredSlice.find(key);
      if (stray.isPresent() && entries.containsKey(stray.get().tensor())) {
        findings.add(
            Severity.WARNING,
            files.index().toString(),
            -1,
            stray.get().tensor(),
            "slice %s is stored, but the tensor does not list it",
            stray.get().slice());
        sound.remove(key);
      } else if (sound.containsKey(key)) {
        tensors++;
      } else {
        lost++;
      }
    }
    // Slices of tensors that are lost are of no use.
    listed.forEach(
        (slice, tensor) -> {
          if (!sound.containsKey(tensor)) {
            sound.remove(slice);
          }
        });
  }

  private void reportShards(ShardMap[] shards) throws IOException {
    for (int shard = 0; shard < shards.length; shard++) {
      Path file = files.data(shard, header.numShards());
      if (Files.isRegularFile(file)) {
        ShardMap map = shards[shard] == null ? new ShardMap() : shards[shard];
        try (ByteSource source = ByteSource.open(file, true)) {
          map.report(source, indexDamaged, sound.keySet(), findings);
        }
      }
    }
  }

  /** Data files that are not there: told of once each, however many tensors they held. */
  private final class MissingShards {
    private final Map<Integer, List<TensorKey>> tensors = new TreeMap<>();
    private final Map<Integer, Boolean> known = new HashMap<>();

    boolean holds(int shard) {
      return shard >= 0
          && shard < header.numShards()
          && known.computeIfAbsent(
              shard, s -> !Files.isRegularFile(files.data(s, header.numShards())));
    }

    void add(int shard, TensorKey key) {
      tensors.computeIfAbsent(shard, s -> new ArrayList<>()).add(key);
    }

    void report() {
      tensors.forEach(
          (shard, keys) -> {
            Path file = files.data(shard, header.numShards());
            findings.add(
                Severity.ERROR,
                file.toString(),
                -1,
                keys.get(0),
                "data file %s; %s in it",
                Files.exists(file) ? "is no file" : "is missing",
                keys.size() == 1 ? "this value lies" : keys.size() + " values lie");
          });
    }
  }

  private void checkGraph() throws IOException {
    if (!sound.containsKey(GRAPH)) {
      return;
    }
    try (BundleReader reader = reader(soundIndex())) {
      var value = reader.getTensor(GRAPH);
      if (value.dtype() != DType.STRING || value.elements().size() != 1) {
        return; // a tensor that happens to have this name
      }
      ObjectGraph graph =
          ObjectGraph.read(value.elements().get(0).toByteArray(), files.index().toString());
      Set<String> missing = new HashSet<>();
      for (ObjectNode node : graph.nodes()) {
        for (SavedAttribute attribute : node.attributes()) {
          TensorKey key = TensorKey.of(attribute.checkpointKey());
          if (!isStored(key) && missing.add(attribute.checkpointKey())) {
            findings.add(
                Severity.ERROR,
                files.index().toString(),
                -1,
                key,
                "the object graph names this value, the index does not");
          }
        }
      }
    } catch (CorruptCheckpointException e) {
      findings.add(e);
    }
  }

  /** Under this key or, as those of a lookup table are, under several that begin with it. */
  private boolean isStored(TensorKey key) {
    TensorKey next = entries.ceilingKey(key);
    return next != null && next.toString().startsWith(key.toString());
  }

  private void checkFolder() throws IOException {
    for (Path file : files.leftOver(header.numShards())) {
      findings.add(
          Severity.WARNING,
          file.toString(),
          -1,
          null,
          FolderContents.isTemporary(file)
              ? "left by a save that was interrupted"
              : "is none of the %d data files of this checkpoint (left by another save?)",
          header.numShards());
    }
    for (int shard = 0; shard < Math.min(header.numShards(), 100_000); shard++) {
      Path file = files.data(shard, header.numShards());
      if (!Files.exists(file) && !findings.names(file.toString())) {
        findings.add(
            Severity.WARNING,
            file.toString(),
            -1,
            null,
            "data file is missing; no value lies in it, but the header counts %d of them",
            header.numShards());
        if (shard > 100) {
          break;
        }
      }
    }
  }
}
