package org.ckpt4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.table.TableCursor;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.tensor.TensorKey;

/**
 * A table file and one more file behind it as fuzz input, in one of two forms.
 *
 * <pre>
 *   input   := kind(byte) table_length(fixed16) table rest
 *   table   := the file, if kind is even
 *            | entry*, if kind is odd: then a sound table is made of them, so that
 *              mutations get past its checksums
 *   entry   := key_length(byte) value_length(fixed16) key value
 * </pre>
 */
record TableInput(int kind, byte[] table, byte[] rest) {
  private static final int HEADER = 3;

  static TableInput of(byte[] data) {
    if (data.length < HEADER) {
      return new TableInput(0, data, new byte[0]);
    }
    int length = Math.min((data[1] & 0xff) | (data[2] & 0xff) << 8, data.length - HEADER);
    byte[] table = Arrays.copyOfRange(data, HEADER, HEADER + length);
    byte[] rest = Arrays.copyOfRange(data, HEADER + length, data.length);
    return new TableInput(data[0], (data[0] & 1) == 0 ? table : built(table), rest);
  }

  private static byte[] built(byte[] entries) {
    TreeMap<TensorKey, byte[]> sorted = new TreeMap<>();
    int at = 0;
    while (at + HEADER <= entries.length) {
      int key = Math.min(entries[at] & 0xff, entries.length - at - HEADER);
      int claimed = (entries[at + 1] & 0xff) | (entries[at + 2] & 0xff) << 8;
      int value = Math.min(claimed, entries.length - at - HEADER - key);
      int start = at + HEADER;
      sorted.put(
          TensorKey.ofBytes(Arrays.copyOfRange(entries, start, start + key)),
          Arrays.copyOfRange(entries, start + key, start + key + value));
      at = start + key + value;
    }
    ByteBuilder out = new ByteBuilder();
    try {
      TableWriter table = new TableWriter(ByteSink.into(out));
      for (Map.Entry<TensorKey, byte[]> entry : sorted.entrySet()) {
        table.add(entry.getKey().bytes(), entry.getValue());
      }
      table.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The file itself as a seed. */
  static byte[] seed(int kind, byte[] table, byte[] rest) {
    return new ByteBuilder()
        .writeByte(kind)
        .writeFixed16(table.length)
        .write(table)
        .write(rest)
        .toByteArray();
  }

  /** The entries of a table as a seed, from which the table is made again. */
  static byte[] entries(TableCursor cursor) throws IOException {
    ByteBuilder out = new ByteBuilder();
    while (cursor.next()) {
      byte[] value = cursor.value().toByteArray();
      out.writeByte(cursor.key().length).writeFixed16(value.length);
      out.write(cursor.key()).write(value);
    }
    return out.toByteArray();
  }
}
