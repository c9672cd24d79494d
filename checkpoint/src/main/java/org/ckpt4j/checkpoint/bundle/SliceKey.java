package org.ckpt4j.checkpoint.bundle;

import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.OrderedCode;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;
import org.ckpt4j.tensor.TensorSlice.Extent;

/**
 * The key under which one slice of a partitioned tensor is stored.
 *
 * <pre>  key := number(0) string(name) number(rank) (signed(start) signed(length))* </pre>
 *
 * <p>A whole dimension is start 0, length -1. Counterpart: {@code EncodeTensorNameSlice}.
 */
public final class SliceKey {
  private SliceKey() {}

  public static TensorKey of(TensorKey name, TensorSlice slice) {
    ByteBuilder out = ofAll(name, 16 + 4 * slice.rank());
    OrderedCode.writeNumber(out, slice.rank());
    for (Extent extent : slice.extents()) {
      OrderedCode.writeSigned(out, extent.start());
      OrderedCode.writeSigned(out, extent.length());
    }
    return TensorKey.ofBytes(out.toByteArray());
  }

  /** What the keys of all slices of a tensor begin with, and no other key does. */
  static byte[] prefix(TensorKey name) {
    return ofAll(name, 8).toByteArray();
  }

  private static ByteBuilder ofAll(TensorKey name, int more) {
    ByteBuilder out = new ByteBuilder(name.length() + more);
    OrderedCode.writeNumber(out, 0);
    OrderedCode.writeString(out, name.bytes());
    return out;
  }
}
