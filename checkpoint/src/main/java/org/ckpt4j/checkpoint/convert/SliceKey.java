package org.ckpt4j.checkpoint.convert;

import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.OrderedCode;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

final class SliceKey {
  private SliceKey() {}

  static byte[] encode(TensorKey key, TensorSlice slice) {
    ByteBuilder out = new ByteBuilder();
    OrderedCode.writeNumber(out, 0);
    OrderedCode.writeString(out, key.bytes());
    OrderedCode.writeNumber(out, slice.rank());
    for (TensorSlice.Extent e : slice.extents()) {
      OrderedCode.writeSigned(out, e.start());
      OrderedCode.writeSigned(out, e.length());
    }
    return out.toByteArray();
  }
}
