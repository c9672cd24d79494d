package org.ckpt4j.checkpoint.slices;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableReader;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.jspecify.annotations.Nullable;

/**
 * One file of a V1 checkpoint: its first record, and the records of values by their slice keys.
 *
 * <pre>
 *   SavedTensorSlices  2: data
 *   SavedSlice         1: name   2: slice   3: data (TensorProto)
 * </pre>
 */
final class V1Table implements Closeable {
  private final ByteSource source;
  private final TableReader table;
  private final V1Meta meta;

  private V1Table(ByteSource source, TableReader table, V1Meta meta) {
    this.source = source;
    this.table = table;
    this.meta = meta;
  }

  static V1Table open(Path file, boolean mapped) throws IOException {
    ByteSource source = ByteSource.open(file, mapped);
    try {
      TableReader table = TableReader.open(source);
      TableCursor cursor = table.cursor();
      if (!cursor.next() || cursor.key().length != 0) {
        throw new CorruptCheckpointException(
            Category.INTERNAL, source.file(), -1, null, "has no record that lists its tensors");
      }
      return new V1Table(source, table, V1Meta.read(cursor.value()));
    } catch (Throwable e) {
      try (source) {
        throw e;
      }
    }
  }

  String file() {
    return source.file();
  }

  V1Meta meta() {
    return meta;
  }

  /** How many bytes the values of a slice take in its record. */
  long valueBytes(TensorKey name, TensorSlice slice) throws IOException {
    return value(name, slice).length();
  }

  /**
   * The {@code TensorProto} with the values of a slice.
   *
   * @throws CorruptCheckpointException if there is no such record, or it is of another slice
   */
  FileSlice value(TensorKey name, TensorSlice slice) throws IOException {
    byte[] key = SliceKey.of(name, slice).bytes();
    TableCursor cursor = table.cursor();
    if (!cursor.seek(key) || !Arrays.equals(cursor.key(), key)) {
      throw corrupt(name, "the record of its slice [%s] is missing".formatted(slice));
    }
    FileSlice record = cursor.value().about(name);
    FileSlice saved = null;
    ProtoReader fields = new ProtoReader(record.copy());
    while (fields.next()) {
      if (fields.is(2, ProtoReader.BYTES)) {
        if (saved != null) {
          throw record.corrupt("the record of its slice [%s] holds two of them", slice);
        }
        saved = fields.bytes();
      }
    }
    if (saved == null) {
      throw record.corrupt("the record of its slice [%s] holds no values", slice);
    }
    return valueOf(saved, name, slice);
  }

  private static FileSlice valueOf(FileSlice saved, TensorKey name, TensorSlice slice)
      throws CorruptCheckpointException {
    TensorKey savedName = TensorKey.of("");
    TensorSlice savedSlice = null;
    FileSlice data = null;
    ProtoReader fields = new ProtoReader(saved.copy());
    while (fields.next()) {
      if (fields.is(1, ProtoReader.BYTES)) {
        savedName = TensorKey.ofBytes(fields.bytes().toByteArray());
      } else if (fields.is(2, ProtoReader.BYTES)) {
        savedSlice = V1Meta.readSlice(fields.bytes());
      } else if (fields.is(3, ProtoReader.BYTES)) {
        if (data != null) {
          throw saved.corrupt("the record of its slice [%s] holds values twice", slice);
        }
        data = fields.bytes();
      }
    }
    checkSame(saved, name, slice, savedName, savedSlice);
    // A message without values need not be there.
    return data == null
        ? FileSlice.of(saved.file(), saved.offset(), ByteBuffer.allocate(0)).about(name)
        : data;
  }

  private static void checkSame(
      FileSlice saved,
      TensorKey name,
      TensorSlice slice,
      TensorKey savedName,
      @Nullable TensorSlice savedSlice)
      throws CorruptCheckpointException {
    if (!savedName.equals(name)) {
      throw saved.corrupt("its record says that it belongs to tensor \"%s\"", savedName);
    }
    if (savedSlice != null && !savedSlice.equals(slice)) {
      throw saved.corrupt("the record of its slice [%s] says it is of [%s]", slice, savedSlice);
    }
  }

  CorruptCheckpointException corrupt(TensorKey name, String detail) {
    return new CorruptCheckpointException(
        Category.DATA_LOSS, source.file(), -1, name.toString(), detail);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
