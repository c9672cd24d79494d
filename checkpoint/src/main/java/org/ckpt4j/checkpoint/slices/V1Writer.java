package org.ckpt4j.checkpoint.slices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSpec;

/**
 * Writes a V1 checkpoint, one file named as its prefix; a shard of a sharded one by its own name,
 * {@code model-00000-of-00002}.
 *
 * <p>Everything is written by {@link #finish()}, sorted as TensorFlow's save op does it, one record
 * in memory at a time. Counterpart: {@code TensorSliceWriter} behind {@code Save} and {@code
 * SaveSlices}.
 */
public final class V1Writer extends CheckpointWriter {
  private record Part(TensorKey name, Shape fullShape, TensorSlice slice, RawTensor value) {}

  private final Path file;
  private final WriteOptions options;
  private final List<Part> parts = new ArrayList<>();
  private final Map<TensorKey, TensorSpec> specs = new HashMap<>();

  /** By slice key, in the order of the records. */
  private final Map<TensorKey, Part> records = new TreeMap<>();

  private boolean finished;

  private V1Writer(Path file, WriteOptions options) {
    this.file = file;
    this.options = options;
  }

  public static V1Writer create(Path file, WriteOptions options) {
    return new V1Writer(file, options);
  }

  /**
   * @throws IllegalArgumentException if the tensor was added before, or TensorFlow's V1 writer
   *     cannot know the type (uint32, uint64), or the value is too large for a record
   * @throws UnsupportedOperationException if it is of another type that V1 files cannot hold
   */
  @Override
  public void add(TensorKey key, RawTensor value) {
    add(new Part(key, value.shape(), TensorSlice.whole(value.shape().rank()), value));
  }

  /**
   * @throws IllegalArgumentException as {@link #add(TensorKey, RawTensor)}; also if {@code value}
   *     has not the shape of the slice, or another slice of the tensor came with another type or
   *     shape
   * @throws IndexOutOfBoundsException if the slice does not lie within {@code fullShape}
   */
  @Override
  public void addSlice(TensorKey key, Shape fullShape, TensorSlice slice, RawTensor value) {
    Shape expected = slice.sliceShape(fullShape);
    if (!expected.equals(value.shape())) {
      throw new IllegalArgumentException(
          "slice [%s] of \"%s\" has shape %s, given a value of shape %s"
              .formatted(slice, key, expected, value.shape()));
    }
    add(new Part(key, fullShape, slice, value));
  }

  private void add(Part part) {
    if (finished) {
      throw new IllegalStateException("checkpoint " + file + " is finished; create another writer");
    }
    requireStorable(part.name(), part.value().dtype());
    long size = V1Values.mostBytes(part.value());
    if (size > V1Values.MAX_RECORD) {
      throw new IllegalArgumentException(
          "tensor \"%s\", %s, may take %d bytes; a V1 record holds 2 GiB. Save it in slices, or as V2"
              .formatted(part.name(), part.value().spec(), size));
    }
    TensorSpec spec = new TensorSpec(part.value().dtype(), part.fullShape());
    TensorSpec before = specs.putIfAbsent(part.name(), spec);
    if (before != null && !before.equals(spec)) {
      throw new IllegalArgumentException(
          "tensor \"%s\" was added as %s and now as %s".formatted(part.name(), before, spec));
    }
    if (records.putIfAbsent(SliceKey.of(part.name(), part.slice()), part) != null) {
      throw new IllegalArgumentException(
          "tensor \"%s\", slice [%s], was added before".formatted(part.name(), part.slice()));
    }
    parts.add(part);
  }

  private static void requireStorable(TensorKey name, DType dtype) {
    if (V1Field.find(dtype).isPresent()) {
      return;
    }
    String message =
        "V1 files cannot hold tensor \"%s\" of %s; save it as V2".formatted(name, dtype);
    if (dtype == DType.UINT32 || dtype == DType.UINT64) {
      throw new IllegalArgumentException(message);
    }
    throw new UnsupportedOperationException(message);
  }

  @Override
  public void finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("checkpoint " + file + " is finished already");
    }
    finished = true;
    try (AtomicFile out = new AtomicFile(file, options.fsync())) {
      TableWriter table = new TableWriter(out);
      table.add(new byte[0], V1Meta.of(items()).write());
      for (Map.Entry<TensorKey, Part> record : records.entrySet()) {
        table.add(record.getKey().bytes(), encode(record.getValue()));
      }
      table.finish();
      out.commit();
    }
  }

  private List<V1Meta.Item> items() {
    Map<TensorKey, List<TensorSlice>> slices = new LinkedHashMap<>();
    for (Part part : SaveOrder.of(parts, Comparator.comparing(Part::name))) {
      slices.computeIfAbsent(part.name(), name -> new ArrayList<>(1)).add(part.slice());
    }
    List<V1Meta.Item> out = new ArrayList<>(slices.size());
    slices.forEach(
        (name, its) -> {
          TensorSpec spec = Objects.requireNonNull(specs.get(name));
          out.add(new V1Meta.Item(name, spec.shape(), spec.dtype().number(), its));
        });
    return out;
  }

  private static byte[] encode(Part part) {
    ByteBuilder data =
        V1Values.write(V1Field.find(part.value().dtype()).orElseThrow(), part.value());
    ByteBuilder saved = new ByteBuilder(data.size() + 64);
    V1Meta.writeName(saved, part.name());
    saved.writeBytesField(2, V1Meta.writeSlice(part.slice())).writeBytesField(3, data);
    return new ByteBuilder(saved.size() + 16).writeBytesField(2, saved).toByteArray();
  }

  /** Forgets what was added, unless it was finished: nothing is written before. */
  @Override
  public void close() {
    finished = true;
    parts.clear();
    records.clear();
  }
}
