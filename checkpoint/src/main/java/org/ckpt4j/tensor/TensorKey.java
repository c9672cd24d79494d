package org.ckpt4j.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's name in a checkpoint: any bytes, compared unsigned.
 *
 * <p>TensorFlow asks no encoding of keys. Most are UTF-8 and travel as {@code String}; those that
 * are not are shown with {@code \xNN} for each byte that is not part of a character.
 */
public final class TensorKey implements Comparable<TensorKey> {
  private final byte[] bytes;

  private TensorKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The key whose bytes are the UTF-8 form of {@code text}. */
  public static TensorKey of(String text) {
    return new TensorKey(text.getBytes(StandardCharsets.UTF_8));
  }

  public static TensorKey ofBytes(byte[] bytes) {
    return new TensorKey(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  public boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Override
  public int compareTo(TensorKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TensorKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text, bytes that are not UTF-8 as {@code \xNN}. */
  @Override
  public String toString() {
    if (isUtf8()) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    // Longest decodable runs stay text, every other byte is escaped by itself.
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = utf8Length(at);
      if (length == 0) {
        out.append(String.format("\\x%02x", bytes[at] & 0xff));
        at++;
      } else {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return out.toString();
  }

  private int utf8Length(int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
        return length;
      } catch (CharacterCodingException e) {
        // A longer sequence may still be a character.
      }
    }
    return 0;
  }
}
