package org.ckpt4j.checkpoint.bundle;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.tensor.TensorBytes;

/**
 * The strings of a tensor as views of its bytes. Of every 32nd string it is noted where its length
 * and its bytes are; the others are found from there. So a list of many short strings takes less
 * memory than the strings.
 */
final class StringElements extends AbstractList<TensorBytes> implements RandomAccess {
  private static final int STRIDE = 32;

  private final StoredValue value;
  private final int count;

  /** Two numbers for each noted string: place of its length, place of its bytes. */
  private final long[] places;

  private StringElements(StoredValue value, int count) {
    this.value = value;
    this.count = count;
    this.places = new long[2 * ((count + STRIDE - 1) / STRIDE)];
  }

  /** Is told each length while they are walked over. */
  interface LengthTask {
    void accept(long length);
  }

  /**
   * Walks over the {@code count} lengths at the beginning of {@code value}; the caller has seen
   * that there are at least as many bytes.
   */
  static StringElements scan(StoredValue value, int count, LengthTask eachLength)
      throws CorruptCheckpointException {
    StringElements out = new StringElements(value, count);
    ValueReader in = new ValueReader(value);
    long total = 0;
    for (int i = 0; i < count; i++) {
      if (i % STRIDE == 0) {
        out.places[2 * (i / STRIDE)] = in.position();
        out.places[2 * (i / STRIDE) + 1] = total;
      }
      long at = in.position();
      long length = in.readVarint();
      if (length < 0 || length > value.bytes().size() - total) {
        throw value.corrupt(
            at,
            "string %d says %s bytes, its tensor has %d in all",
            i,
            Long.toUnsignedString(length),
            value.bytes().size());
      }
      eachLength.accept(length);
      total += length;
    }
    out.checkTotal(in.position(), total);
    return out;
  }

  private void checkTotal(long lengthsEnd, long total) throws CorruptCheckpointException {
    long left = value.bytes().size() - lengthsEnd - Integer.BYTES;
    if (total != left) {
      throw value.corrupt(lengthsEnd, "%d strings take %d bytes, there are %d", count, total, left);
    }
    for (int i = 1; i < places.length; i += 2) {
      places[i] += lengthsEnd + Integer.BYTES;
    }
  }

  /** Where the bytes of the strings begin; the checksum of the lengths is just before. */
  static long bytesStart(StringElements elements) {
    return elements.count == 0 ? Integer.BYTES : elements.places[1];
  }

  @Override
  public TensorBytes get(int index) {
    Objects.checkIndex(index, count);
    int noted = index / STRIDE;
    ValueReader in = new ValueReader(value);
    in.position(places[2 * noted]);
    long at = places[2 * noted + 1];
    try {
      for (int i = noted * STRIDE; i < index; i++) {
        at += in.readVarint();
      }
      return value.bytes().slice(at, in.readVarint());
    } catch (CorruptCheckpointException e) {
      throw new IllegalStateException("the bytes changed since they were checked", e);
    }
  }

  @Override
  public int size() {
    return count;
  }
}
