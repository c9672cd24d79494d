package org.ckpt4j.checkpoint.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/**
 * The tensor and slice that a slice key is about. For findings only: readers go from tensors to
 * slice keys and never back.
 */
record StoredSlice(TensorKey tensor, TensorSlice slice) {
  /** Empty if the key is an ordinary one, or a slice key with numbers beyond 2^34. */
  static Optional<StoredSlice> find(TensorKey key) {
    byte[] bytes = key.bytes();
    if (bytes.length < 4 || bytes[0] != 0) {
      return Optional.empty();
    }
    ByteBuilder name = new ByteBuilder();
    int at = 1;
    while (true) {
      if (at + 1 >= bytes.length) {
        return Optional.empty();
      }
      int first = bytes[at] & 0xff;
      int second = bytes[at + 1] & 0xff;
      if (first == 0 && second == 1) {
        at += 2;
        break;
      }
      boolean escaped = first == 0 || first == 0xff;
      if (escaped && second != (first ^ 0xff)) {
        return Optional.empty();
      }
      name.writeByte(first);
      at += escaped ? 2 : 1;
    }
    TensorKey tensor = TensorKey.ofBytes(name.toByteArray());
    return findSlice(key, tensor, bytes, at);
  }

  private static Optional<StoredSlice> findSlice(
      TensorKey key, TensorKey tensor, byte[] bytes, int from) {
    // number(rank): its length, 0 or 1 as no tensor has 256 dimensions, and the rank.
    int width = from < bytes.length ? bytes[from] : -1;
    if (width < 0 || width > 1 || from + width >= bytes.length) {
      return Optional.empty();
    }
    int rank = width == 0 ? 0 : bytes[from + 1] & 0xff;
    int[] at = {from + 1 + width};
    List<Extent> extents = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long start = readSigned(bytes, at);
      long length = readSigned(bytes, at);
      if (at[0] < 0 || start < 0 || length < -1 || length == -1 && start != 0) {
        return Optional.empty();
      }
      extents.add(new Extent(start, length));
    }
    TensorSlice slice = new TensorSlice(extents);
    // Whatever was not understood shows here.
    return at[0] == bytes.length && SliceKey.of(tensor, slice).equals(key)
        ? Optional.of(new StoredSlice(tensor, slice))
        : Optional.empty();
  }

  /**
   * Up to five bytes, as many as the leading one-bits of the first say; sets {@code at} to -1 if
   * not.
   */
  private static long readSigned(byte[] bytes, int[] at) {
    if (at[0] < 0 || at[0] >= bytes.length) {
      at[0] = -1;
      return -1;
    }
    int first = bytes[at[0]] & 0xff;
    if (first == 0x7f) {
      at[0]++;
      return -1;
    }
    int length = Integer.numberOfLeadingZeros(~(first << 24));
    if (length < 1 || length > 5 || at[0] + length > bytes.length) {
      at[0] = -1;
      return -1;
    }
    long value = first & (0xff >> (length + 1));
    for (int i = 1; i < length; i++) {
      value = value << 8 | bytes[at[0] + i] & 0xff;
    }
    at[0] += length;
    return value;
  }
}
