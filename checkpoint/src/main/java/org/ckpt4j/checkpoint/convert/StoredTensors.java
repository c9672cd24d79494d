package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.NoSuchTensorException;
import org.ckpt4j.checkpoint.StoredIndex;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.tensor.Shape;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Of what pieces the tensors of a checkpoint consist, where each lies, and in which order they were
 * saved. Reads the index, no values.
 */
public final class StoredTensors {
  /**
   * One stored stretch of values.
   *
   * @param entry the tensor that it belongs to
   * @param slice which part of it; the whole of it if it is not partitioned
   * @param shape of this part, as its own entry has it; in a damaged file not always the slice's
   * @param shard number of the data file; 0 in V1
   * @param offset first byte in the data file; 0 in V1
   * @param size bytes in the data file; in V1 what elements of fixed width would take there
   * @param maskedCrc32c the stored checksum; 0 in V1
   */
  public record Piece(
      TensorEntry entry,
      TensorSlice slice,
      Shape shape,
      int shard,
      long offset,
      long size,
      int maskedCrc32c) {
    public TensorKey key() {
      return entry.key();
    }
  }

  private final boolean bigEndian;
  private final Map<TensorKey, List<Piece>> byKey = new HashMap<>();
  private final List<Piece> inSavedOrder = new ArrayList<>();

  private StoredTensors(boolean bigEndian) {
    this.bigEndian = bigEndian;
  }

  /** Whether the numbers in the data files are big-endian. */
  public boolean bigEndian() {
    return bigEndian;
  }

  /**
   * The pieces of one tensor in stored order; one piece if it is not partitioned.
   *
   * @throws NoSuchTensorException if there is no such tensor
   */
  public List<Piece> pieces(TensorKey key) throws NoSuchTensorException {
    List<Piece> pieces = byKey.get(key);
    if (pieces == null) {
      throw new NoSuchTensorException(key.toString(), "the index", List.of(), byKey.size());
    }
    return pieces;
  }

  /** All pieces, as a writer has to add them to make the same data files again. */
  public List<Piece> inSavedOrder() {
    return List.copyOf(inSavedOrder);
  }

  public static StoredTensors of(CheckpointReader reader) throws IOException {
    StoredIndex index = reader.storedIndex();
    return reader.format() == CheckpointFormat.V1
        ? ofTables(reader, index)
        : ofBundle(reader, index);
  }

  private static StoredTensors ofTables(CheckpointReader reader, StoredIndex index)
      throws IOException {
    StoredTensors out = new StoredTensors(false);
    for (TensorEntry entry : index.entries()) {
      List<Piece> pieces = new ArrayList<>();
      for (TensorSlice slice : entry.slices()) {
        Shape shape = slice.sliceShape(entry.spec().shape());
        long size = shape.numElements() * entry.spec().dtype().width();
        pieces.add(new Piece(reader.entry(entry.key()), slice, shape, 0, 0, size, 0));
      }
      out.byKey.put(entry.key(), List.copyOf(pieces));
      out.inSavedOrder.addAll(pieces);
    }
    return out;
  }

  private static StoredTensors ofBundle(CheckpointReader reader, StoredIndex index)
      throws IOException {
    StoredTensors out = new StoredTensors(index.bigEndian());
    Map<TensorKey, TensorEntry> stored = new HashMap<>();
    for (TensorEntry entry : index.entries()) {
      stored.put(entry.key(), entry);
    }
    for (TensorEntry entry : reader.entries()) {
      List<Piece> pieces = new ArrayList<>();
      if (entry.isPartitioned()) {
        for (TensorSlice slice : entry.slices()) {
          TensorEntry part = stored.get(SliceKey.of(entry.key(), slice));
          if (part != null) {
            pieces.add(piece(entry, slice, part));
          }
        }
      } else {
        pieces.add(piece(entry, TensorSlice.whole(entry.spec().shape().rank()), entry));
      }
      out.byKey.put(entry.key(), List.copyOf(pieces));
      out.inSavedOrder.addAll(pieces);
    }
    // Empty tensors lie where the next one begins; a stable sort leaves them in key order before
    // it.
    out.inSavedOrder.sort(
        Comparator.comparingInt(Piece::shard)
            .thenComparingLong(Piece::offset)
            .thenComparing(piece -> piece.size() > 0));
    return out;
  }

  private static Piece piece(TensorEntry tensor, TensorSlice slice, TensorEntry part) {
    return new Piece(
        tensor,
        slice,
        part.spec().shape(),
        part.shard(),
        part.offset(),
        part.size(),
        part.maskedCrc32c());
  }
}
