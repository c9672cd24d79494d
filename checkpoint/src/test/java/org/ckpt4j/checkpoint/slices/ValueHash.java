package org.ckpt4j.checkpoint.slices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorBytes;

/**
 * The hash by which {@code bad.json} tells values: of each buffer or string its length, then
 * itself.
 */
final class ValueHash {
  private ValueHash() {}

  static String of(RawTensor value) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    List<TensorBytes> buffers =
        value.dtype().isFixedWidth() ? List.of(value.bytes()) : value.elements();
    for (TensorBytes buffer : buffers) {
      byte[] bytes = buffer.toByteArray();
      if (value.dtype() == DType.BOOL) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (bytes[i] == 0 ? 0 : 1);
        }
      }
      digest.update(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }
}
