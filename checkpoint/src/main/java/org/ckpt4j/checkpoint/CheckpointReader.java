package org.ckpt4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.bundle.BundleReader;
import org.ckpt4j.checkpoint.bundle.Prefix;
import org.ckpt4j.checkpoint.slices.V1Reader;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.ShapeAndSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Reads one checkpoint, V1 or V2: keys, types, shapes, and values, whole or in part.
 *
 * <p>Counterpart: {@code tf.train.load_checkpoint}. Safe for use by several threads. Values stay
 * valid after {@link #close()} as long as they are reachable.
 */
public abstract class CheckpointReader implements AutoCloseable {
  /**
   * Opens {@code prefix.index} as V2 if it exists, else {@code prefix} as V1 (a file, or the
   * pattern {@code name-?????-of-00002} of a sharded V1 checkpoint).
   *
   * @throws java.nio.file.NoSuchFileException if there is neither
   * @throws CorruptCheckpointException if the index is damaged
   */
  public static CheckpointReader open(Path prefix) throws IOException {
    return open(prefix, ReadOptions.defaults());
  }

  public static CheckpointReader open(Path prefix, ReadOptions options) throws IOException {
    return open(Prefix.of(prefix), prefix, options);
  }

  /**
   * As {@link #open(Path, ReadOptions)}, of a prefix as a program writes it. Here, other than in a
   * {@code Path}, a slash at the end counts: {@code "folder/"} is {@code folder/.index}.
   */
  public static CheckpointReader open(String prefix, PathResolver files, ReadOptions options)
      throws IOException {
    return open(Prefix.of(prefix, files), files.resolve(prefix), options);
  }

  private static CheckpointReader open(Prefix prefix, Path path, ReadOptions options)
      throws IOException {
    if (Files.exists(prefix.index())) {
      return BundleReader.open(prefix, options);
    }
    return V1Reader.open(path, options);
  }

  public abstract Path prefix();

  public abstract CheckpointFormat format();

  /** Whether the object graph is among the tensors. */
  public abstract CheckpointKind kind();

  /** Data files of a V2 checkpoint, table files of a V1 one. */
  public abstract int numShards();

  /** The keys of all tensors, sorted; also of those whose entries are damaged. */
  public abstract List<TensorKey> keys() throws IOException;

  /**
   * All tensors, sorted by key bytes; slices of partitioned tensors are not listed.
   *
   * @throws CorruptCheckpointException if one entry is damaged; {@link #keys} and {@link #entry}
   *     find the others
   */
  public abstract List<TensorEntry> entries() throws IOException;

  /** The same entries in the order in which TensorFlow's reader lists its map. */
  public abstract List<TensorEntry> entriesInReaderOrder() throws IOException;

  /** The index as it is stored: header, and every entry including those of single slices. */
  public abstract StoredIndex storedIndex() throws IOException;

  public abstract boolean hasTensor(TensorKey key) throws IOException;

  /**
   * @throws NoSuchTensorException if there is none
   */
  public abstract TensorEntry entry(TensorKey key) throws IOException;

  /** The whole value; a partitioned tensor is assembled. */
  public abstract RawTensor getTensor(TensorKey key) throws IOException;

  /**
   * The part of the value that {@code slice} cuts out, whether it is stored whole or partitioned.
   */
  public abstract RawTensor getTensor(TensorKey key, TensorSlice slice) throws IOException;

  /**
   * The part that a restore op asks for.
   *
   * @throws IllegalArgumentException if the tensor has another full shape (TensorFlow: invalid
   *     argument)
   */
  public RawTensor getTensor(TensorKey key, ShapeAndSlice part) throws IOException {
    Shape stored = entry(key).spec().shape();
    if (!stored.equals(part.fullShape())) {
      throw new IllegalArgumentException(
          "tensor \"%s\" in %s has shape %s, but the part \"%s\" is one of shape %s"
              .formatted(key, prefix(), stored, part, part.fullShape()));
    }
    return getTensor(key, part.slice());
  }

  /**
   * Copies the whole value of a fixed-width tensor into {@code target}, whose windows must be
   * writable and whose size must be the tensor's.
   */
  public abstract void readInto(TensorKey key, TensorBytes target) throws IOException;

  public boolean hasTensor(String key) throws IOException {
    return hasTensor(TensorKey.of(key));
  }

  public TensorEntry entry(String key) throws IOException {
    return entry(TensorKey.of(key));
  }

  public RawTensor getTensor(String key) throws IOException {
    return getTensor(TensorKey.of(key));
  }

  public RawTensor getTensor(String key, TensorSlice slice) throws IOException {
    return getTensor(TensorKey.of(key), slice);
  }

  /** Name to shape, in reader order. Counterpart: {@code get_variable_to_shape_map}. */
  public Map<String, Shape> getVariableToShapeMap() throws IOException {
    Map<String, Shape> out = new LinkedHashMap<>();
    for (TensorEntry entry : entriesInReaderOrder()) {
      out.put(entry.key().toString(), entry.spec().shape());
    }
    return Collections.unmodifiableMap(out);
  }

  /** Name to type, in reader order. Counterpart: {@code get_variable_to_dtype_map}. */
  public Map<String, DType> getVariableToDtypeMap() throws IOException {
    Map<String, DType> out = new LinkedHashMap<>();
    for (TensorEntry entry : entriesInReaderOrder()) {
      out.put(entry.key().toString(), entry.spec().dtype());
    }
    return Collections.unmodifiableMap(out);
  }

  /**
   * A line for each tensor: name, type as files number it, shape. Counterpart: {@code
   * debug_string}, which leaves out partitioned tensors of V2 and shows their slices.
   */
  public String debugString() throws IOException {
    StringBuilder out = new StringBuilder();
    for (TensorEntry entry :
        format() == CheckpointFormat.V2 ? storedIndex().entries() : entries()) {
      if (!entry.isPartitioned() || format() == CheckpointFormat.V1) {
        out.append(entry.key()).append(" (").append(entry.spec().dtype().dataTypeName());
        out.append(") ").append(entry.spec().shape().toString().replace(" ", "")).append('\n');
      }
    }
    return out.toString();
  }

  @Override
  public abstract void close() throws IOException;
}
