package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.StoredIndex;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ReaderOrder;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;

/**
 * Reads a tensor bundle. Opening reads the index; a data file is opened when a value of it is first
 * asked for. Safe for several threads. Counterpart: {@code BundleReader}.
 */
public final class BundleReader extends CheckpointReader {
  private static final TensorKey OBJECT_GRAPH = TensorKey.of("_CHECKPOINTABLE_OBJECT_GRAPH");

  private final Prefix prefix;
  private final BundleIndex index;
  private final BundleValues values;

  private BundleReader(
      Prefix prefix, BundleIndex index, IntFunction<Path> dataFile, ReadOptions options) {
    this.prefix = prefix;
    this.index = index;
    this.values = new BundleValues(dataFile, index, options);
  }

  /**
   * @throws NoSuchFileException if there is no {@code .index}
   * @throws CorruptCheckpointException if the index is damaged
   */
  public static BundleReader open(Prefix prefix, ReadOptions options) throws IOException {
    BundleIndex index = BundleIndex.read(prefix.index());
    int shards = index.header().numShards();
    return of(prefix, index, shard -> prefix.data(shard, shards), options);
  }

  /**
   * Reads what an index says, wherever that comes from.
   *
   * @param dataFile where the data file of a shard is
   */
  public static BundleReader of(
      Prefix prefix, BundleIndex index, IntFunction<Path> dataFile, ReadOptions options) {
    return new BundleReader(prefix, index, dataFile, options);
  }

  /** The index as it is stored, with the entries of slices. */
  public BundleIndex index() {
    return index;
  }

  @Override
  public Path prefix() {
    return prefix.folder().resolve(prefix.name());
  }

  @Override
  public CheckpointFormat format() {
    return CheckpointFormat.V2;
  }

  @Override
  public CheckpointKind kind() {
    return hasTensor(OBJECT_GRAPH) ? CheckpointKind.OBJECT_BASED : CheckpointKind.NAME_BASED;
  }

  @Override
  public int numShards() {
    return index.header().numShards();
  }

  @Override
  public List<TensorKey> keys() {
    List<TensorKey> out = new ArrayList<>(index.size());
    index.visibleAsFarAsReadable().forEach(place -> out.add(index.key(place)));
    return out;
  }

  @Override
  public List<TensorEntry> entries() throws IOException {
    List<TensorEntry> out = new ArrayList<>(index.size());
    for (int place : index.visible()) {
      out.add(tensorEntry(place));
    }
    return out;
  }

  @Override
  public List<TensorEntry> entriesInReaderOrder() throws IOException {
    return ReaderOrder.of(entries(), TensorEntry::key);
  }

  @Override
  public StoredIndex storedIndex() throws IOException {
    List<TensorEntry> entries = new ArrayList<>(index.size());
    for (int place = 0; place < index.size(); place++) {
      BundleEntry entry = index.entry(place);
      entries.add(
          new TensorEntry(
              index.key(place),
              new TensorSpec(entry.storedType(index.bytes(place)), entry.shape()),
              entry.shard(),
              entry.offset(),
              entry.size(),
              entry.maskedCrc32c(),
              entry.slices()));
    }
    BundleHeader header = index.header();
    return new StoredIndex(
        header.numShards(),
        header.bigEndian(),
        header.producer(),
        header.minConsumer(),
        header.badConsumers(),
        entries);
  }

  @Override
  public boolean hasTensor(TensorKey key) {
    return index.find(key) >= 0;
  }

  @Override
  public TensorEntry entry(TensorKey key) throws IOException {
    return tensorEntry(require(key));
  }

  private TensorEntry tensorEntry(int place) throws IOException {
    BundleEntry entry = index.entry(place);
    DType dtype = entry.storedType(index.bytes(place));
    long size = entry.size();
    if (entry.isPartitioned()) {
      size = 0;
      for (TensorSlice slice : entry.slices()) {
        size += index.entry(values.slicePlace(place, slice), index.key(place)).size();
      }
    }
    return new TensorEntry(
        index.key(place),
        new TensorSpec(dtype, entry.shape()),
        entry.shard(),
        entry.offset(),
        size,
        entry.maskedCrc32c(),
        entry.slices());
  }

  @Override
  public RawTensor getTensor(TensorKey key) throws IOException {
    int place = require(key);
    BundleEntry entry = index.entry(place);
    if (!entry.isPartitioned()) {
      return values.read(place, entry);
    }
    return getTensor(place, entry, TensorSlice.whole(entry.shape().rank()));
  }

  @Override
  public RawTensor getTensor(TensorKey key, TensorSlice slice) throws IOException {
    int place = require(key);
    return getTensor(place, index.entry(place), slice);
  }

  private RawTensor getTensor(int place, BundleEntry entry, TensorSlice slice) throws IOException {
    SliceBox request = SliceBox.of(entry.shape(), slice);
    if (entry.isPartitioned()) {
      return partitioned(place, entry, request);
    }
    RawTensor whole = values.read(place, entry);
    if (request.shape().equals(entry.shape())) {
      return whole;
    }
    SliceBox all = SliceBox.of(entry.shape(), TensorSlice.whole(entry.shape().rank()));
    return cut(whole, all, request);
  }

  private static RawTensor cut(RawTensor whole, SliceBox all, SliceBox request) throws IOException {
    long[] run = {-1, 0};
    all.eachRun(
        request,
        (from, to, count) -> {
          if (to == 0) {
            run[0] = from;
            run[1] = count;
          }
        });
    if (whole.dtype().isFixedWidth() && run[0] >= 0 && run[1] == request.numElements()) {
      int width = whole.dtype().width();
      return RawTensor.of(
          whole.dtype(), request.shape(), whole.bytes().slice(run[0] * width, run[1] * width));
    }
    SliceAssembly out = new SliceAssembly(whole.dtype(), request);
    out.take(all, whole);
    return out.finish();
  }

  private RawTensor partitioned(int place, BundleEntry entry, SliceBox request) throws IOException {
    DType dtype = entry.storedType(index.bytes(place));
    List<BundleValues.Part> parts = values.parts(place, entry);
    for (BundleValues.Part part : parts) {
      // TF copies a part that is exactly what is asked for, whatever its type.
      if (part.box().sameAs(request)) {
        return values.read(part);
      }
    }
    values.checkCover(place, parts, request);
    values.checkBacked(place, parts, request.numElements());
    SliceAssembly out = new SliceAssembly(dtype, request);
    takeAll(parts, request, out);
    return out.finish();
  }

  private void takeAll(List<BundleValues.Part> parts, SliceBox request, SliceAssembly out)
      throws IOException {
    for (BundleValues.Part part : parts) {
      if (part.box().common(request) > 0) {
        out.take(part.box(), values.read(part));
      }
    }
  }

  @Override
  public void readInto(TensorKey key, TensorBytes target) throws IOException {
    int place = require(key);
    BundleEntry entry = index.entry(place);
    FileSlice at = index.bytes(place);
    DType dtype = entry.storedType(at);
    if (!dtype.isFixedWidth()) {
      throw new IllegalArgumentException(
          "tensor \"%s\" is of %s, whose elements vary in length; use getTensor"
              .formatted(key, dtype));
    }
    long elements = entry.shape().numElements();
    if (elements > Long.MAX_VALUE / dtype.width() || target.size() != elements * dtype.width()) {
      throw new IllegalArgumentException(
          "tensor \"%s\", %s%s, does not fit a target of %d bytes"
              .formatted(key, dtype, entry.shape(), target.size()));
    }
    if (!entry.isPartitioned()) {
      values.readInto(place, entry, target);
      return;
    }
    SliceBox all = SliceBox.of(entry.shape(), TensorSlice.whole(entry.shape().rank()));
    List<BundleValues.Part> parts = values.parts(place, entry);
    values.checkCover(place, parts, all);
    takeAll(parts, all, new SliceAssembly(dtype, all, target));
  }

  /**
   * Checks all that reading would check, without keeping the value; of a partitioned tensor that
   * its slices are there, fit and cover it (each of them has a key of its own).
   */
  public void verify(TensorKey key) throws IOException {
    int place = require(key);
    BundleEntry entry = index.entry(place);
    if (entry.isPartitioned()) {
      SliceBox all = SliceBox.of(entry.shape(), TensorSlice.whole(entry.shape().rank()));
      values.checkCover(place, values.parts(place, entry), all);
    } else {
      values.verify(place, entry);
    }
  }

  private int require(TensorKey key) throws IOException {
    int place = index.find(key);
    if (place < 0) {
      int slice = index.findSlice(key);
      if (slice >= 0) {
        throw index
            .bytes(slice)
            .about(key)
            .corrupt("a slice of it is here (key %s), but no entry of its own", index.key(slice));
      }
      throw new NoSuchTensorException(
          key.toString(), prefix.toString(), ClosestKeys.to(key, keys()), index.size());
    }
    return place;
  }

  @Override
  public void close() throws IOException {
    values.close();
  }

  @Override
  public String toString() {
    return "BundleReader(" + prefix + ")";
  }
}
