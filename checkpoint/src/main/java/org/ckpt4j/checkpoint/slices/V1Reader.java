package org.ckpt4j.checkpoint.slices;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.ReadOptions;
import org.ckpt4j.checkpoint.StoredIndex;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.bundle.ClosestKeys;
import org.ckpt4j.checkpoint.bundle.SliceAssembly;
import org.ckpt4j.checkpoint.bundle.SliceBox;
import org.ckpt4j.checkpoint.bundle.SliceCover;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ReaderOrder;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;

/**
 * Reads a V1 checkpoint. Opening reads the first record of each file; values are read, and their
 * blocks checked, when they are asked for. Safe for several threads.
 *
 * <p>Counterpart: {@code TensorSliceReader}. That one gives memory as it happens to be for a tensor
 * with missing slices, and no partitioned tensor as a whole; this one checks and assembles.
 */
public final class V1Reader extends CheckpointReader {
  private final Path prefix;
  private final List<V1Table> tables;

  /** In the order in which the files list them. */
  private final Map<TensorKey, V1Tensor> tensors = new LinkedHashMap<>();

  private V1Reader(Path prefix, List<V1Table> tables) {
    this.prefix = prefix;
    this.tables = tables;
  }

  /**
   * @throws NoSuchFileException if there is no such file, or no shard
   * @throws CorruptCheckpointException if a first record is damaged, or files contradict each other
   */
  public static V1Reader open(Path prefix, ReadOptions options) throws IOException {
    List<Path> files = V1Files.find(prefix);
    if (files.isEmpty()) {
      throw new NoSuchFileException(
          prefix.toString(),
          null,
          "no checkpoint: neither this file nor one with .index behind it");
    }
    V1Reader out = new V1Reader(prefix, new ArrayList<>(files.size()));
    try {
      for (Path file : files) {
        out.add(V1Table.open(file, options.mapped()));
      }
      return out;
    } catch (Throwable e) {
      try (out) {
        throw e;
      }
    }
  }

  private void add(V1Table table) throws CorruptCheckpointException {
    tables.add(table);
    for (V1Meta.Item item : table.meta().tensors()) {
      V1Tensor tensor = tensors.get(item.name());
      if (tensor == null) {
        tensor = new V1Tensor(item.name(), item.shape(), item.type(), table);
        tensors.put(item.name(), tensor);
      }
      tensor.add(table, item);
    }
  }

  @Override
  public Path prefix() {
    return prefix;
  }

  @Override
  public CheckpointFormat format() {
    return CheckpointFormat.V1;
  }

  /** Object graphs came with V2: V1 files are written by names only. */
  @Override
  public CheckpointKind kind() {
    return CheckpointKind.NAME_BASED;
  }

  @Override
  public int numShards() {
    return tables.size();
  }

  @Override
  public List<TensorKey> keys() {
    return tensors.keySet().stream().sorted().toList();
  }

  @Override
  public List<TensorEntry> entries() throws IOException {
    return entries(keys());
  }

  private List<TensorEntry> entries(List<TensorKey> keys) throws IOException {
    List<TensorEntry> out = new ArrayList<>(keys.size());
    for (TensorKey key : keys) {
      out.add(entry(key));
    }
    return out;
  }

  @Override
  public List<TensorEntry> entriesInReaderOrder() throws IOException {
    // TF fills one map from the file and a second one from the first.
    List<TensorKey> map = ReaderOrder.of(List.copyOf(tensors.keySet()), key -> key);
    return entries(ReaderOrder.of(map, key -> key));
  }

  @Override
  public StoredIndex storedIndex() throws IOException {
    List<TensorEntry> entries = new ArrayList<>(tensors.size());
    Set<Integer> badConsumers = new LinkedHashSet<>();
    int producer = 0;
    int minConsumer = 0;
    for (V1Table table : tables) {
      producer = Math.max(producer, table.meta().producer());
      minConsumer = Math.max(minConsumer, table.meta().minConsumer());
      badConsumers.addAll(table.meta().badConsumers());
    }
    for (V1Tensor tensor : tensors.values()) {
      entries.add(entry(tensor, tensor.slices()));
    }
    return new StoredIndex(
        tables.size(), false, producer, minConsumer, List.copyOf(badConsumers), entries);
  }

  @Override
  public boolean hasTensor(TensorKey key) {
    return tensors.containsKey(key);
  }

  @Override
  public TensorEntry entry(TensorKey key) throws IOException {
    V1Tensor tensor = require(key);
    return entry(tensor, tensor.isWhole() ? List.of() : tensor.slices());
  }

  private static TensorEntry entry(V1Tensor tensor, List<TensorSlice> slices) throws IOException {
    DType dtype = tensor.dtype();
    long size = 0;
    for (V1Tensor.Part part : tensor.parts()) {
      size += part.table().valueBytes(tensor.name(), part.slice());
    }
    return new TensorEntry(
        tensor.name(), new TensorSpec(dtype, tensor.shape()), 0, 0, size, 0, slices);
  }

  private V1Tensor require(TensorKey key) throws NoSuchTensorException {
    V1Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new NoSuchTensorException(
          key.toString(), prefix.toString(), ClosestKeys.to(key, keys()), tensors.size());
    }
    return tensor;
  }

  @Override
  public RawTensor getTensor(TensorKey key) throws IOException {
    V1Tensor tensor = require(key);
    return read(tensor, TensorSlice.whole(tensor.shape().rank()));
  }

  @Override
  public RawTensor getTensor(TensorKey key, TensorSlice slice) throws IOException {
    return read(require(key), slice);
  }

  private static RawTensor read(V1Tensor tensor, TensorSlice slice) throws IOException {
    V1Field field = tensor.field();
    SliceBox request = SliceBox.of(tensor.shape(), slice);
    List<V1Tensor.Placed> parts = tensor.placed();
    for (V1Tensor.Placed placed : parts) {
      if (placed.box().sameAs(request)) {
        return value(tensor, placed);
      }
    }
    List<V1Tensor.Placed> needed = needed(tensor, field, parts, request);
    SliceAssembly out = new SliceAssembly(tensor.dtype(), request);
    for (V1Tensor.Placed placed : needed) {
      out.take(placed.box(), value(tensor, placed));
    }
    return out.finish();
  }

  /** The parts that make up the request, after seeing that they do and that their values exist. */
  private static List<V1Tensor.Placed> needed(
      V1Tensor tensor, V1Field field, List<V1Tensor.Placed> parts, SliceBox request)
      throws IOException {
    List<V1Tensor.Placed> needed =
        parts.stream().filter(placed -> placed.box().common(request) > 0).toList();
    long held = SliceCover.held(needed.stream().map(V1Tensor.Placed::box).toList(), request);
    if (held != request.numElements()) {
      throw tensor.invalid(
          "its slices hold %d of the %d elements of %s"
              .formatted(held, request.numElements(), request));
    }
    for (V1Tensor.Placed placed : needed) {
      V1Tensor.Part part = placed.part();
      long bytes = part.table().valueBytes(tensor.name(), part.slice());
      if (placed.box().numElements() > bytes / field.leastBytes()) {
        throw part.table()
            .corrupt(
                tensor.name(),
                "slice [%s] has %d elements, its record %d bytes"
                    .formatted(part.slice(), placed.box().numElements(), bytes));
      }
    }
    return needed;
  }

  private static RawTensor value(V1Tensor tensor, V1Tensor.Placed placed) throws IOException {
    V1Tensor.Part part = placed.part();
    FileSlice message = part.table().value(tensor.name(), part.slice());
    return V1Values.read(tensor.dtype(), tensor.field(), placed.box().shape(), message);
  }

  @Override
  public void readInto(TensorKey key, TensorBytes target) throws IOException {
    V1Tensor tensor = require(key);
    if (!tensor.dtype().isFixedWidth()) {
      throw new IllegalArgumentException(
          "tensor \"%s\" is of %s, whose elements vary in length; use getTensor"
              .formatted(key, tensor.dtype()));
    }
    RawTensor value = getTensor(key);
    if (value.bytes().size() != target.size()) {
      throw new IllegalArgumentException(
          "tensor \"%s\", %s, takes %d bytes and does not fit a target of %d"
              .formatted(key, value.spec(), value.bytes().size(), target.size()));
    }
    value.bytes().copyTo(0, target, 0, target.size());
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (V1Table table : tables) {
      try {
        table.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public String toString() {
    return "V1Reader(" + prefix + ")";
  }
}
