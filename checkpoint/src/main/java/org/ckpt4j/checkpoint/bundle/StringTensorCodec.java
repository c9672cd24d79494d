package org.ckpt4j.checkpoint.bundle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.Checksums;
import org.ckpt4j.checkpoint.coding.Crc32cMask;
import org.ckpt4j.checkpoint.coding.RunningCrc;
import org.ckpt4j.tensor.TensorBytes;
import org.jspecify.annotations.Nullable;

/**
 * String and variant tensors in a data file.
 *
 * <pre>
 *   strings  := length(varint)* lengths_crc(fixed32, masked) bytes*
 *   variants := (length(varint) bytes running_crc(fixed32, masked))*
 * </pre>
 *
 * <p>The checksum of a string tensor covers the lengths as fixed32 (fixed64 from 4 GiB on), then
 * the four stored bytes, then the strings; that of a variant tensor, per element, the length as
 * fixed64, the bytes, and the four stored bytes. In a big-endian file fixed numbers are big-endian
 * there too.
 */
final class StringTensorCodec {
  private static final long FIXED32_END = 1L << 32;

  /** How many bytes of lengths are collected before they are written. */
  private static final int BATCH = 1 << 16;

  private StringTensorCodec() {}

  /** What a value's bytes say: its elements, and the checksum over them if it was computed. */
  record Decoded(List<TensorBytes> elements, @Nullable Integer crc) {}

  /**
   * @param count how many strings there are, at most one for each byte
   * @param checked whether the checksum over the strings is wanted; that of the lengths always is
   */
  static Decoded readStrings(
      StoredValue value, int count, boolean bigEndian, boolean checked, int threads)
      throws IOException {
    RunningCrc crc = new RunningCrc();
    StringElements elements =
        StringElements.scan(value, count, length -> updateLength(crc, length, bigEndian));
    long start = StringElements.bytesStart(elements);
    ValueReader in = new ValueReader(value);
    in.position(start - Integer.BYTES);
    int stored = in.readFixed32(bigEndian);
    if (Crc32cMask.unmask(stored) != crc.value()) {
      throw value.corrupt(
          start - Integer.BYTES,
          "string lengths have checksum %08x, computed %08x (file damaged?)",
          Crc32cMask.unmask(stored),
          crc.value());
    }
    if (!checked) {
      return new Decoded(elements, null);
    }
    crc.update(value.bytes().window(start - Integer.BYTES, Integer.BYTES));
    TensorBytes strings = value.bytes().slice(start, value.bytes().size() - start);
    crc.append(Checksums.of(strings, threads), strings.size());
    return new Decoded(elements, crc.value());
  }

  /** Variants of the machine's own byte order; their checksums are always computed. */
  static Decoded readVariants(StoredValue value, int count, int threads) throws IOException {
    List<TensorBytes> elements = new ArrayList<>();
    RunningCrc crc = new RunningCrc();
    ValueReader in = new ValueReader(value);
    for (int i = 0; i < count; i++) {
      long length = in.readVarint();
      if (length < 0 || length > in.remaining() - Integer.BYTES) {
        throw value.corrupt(
            in.position(),
            "variant %d says %s bytes, %d are left",
            i,
            Long.toUnsignedString(length),
            in.remaining());
      }
      TensorBytes element = value.bytes().slice(in.position(), length);
      elements.add(element);
      crc.updateFixed64(length);
      crc.append(Checksums.of(element, threads), length);
      in.position(in.position() + length);
      checkVariant(value, in, crc, i);
    }
    if (in.remaining() != 0) {
      throw value.corrupt(in.position(), "%d bytes behind the last variant", in.remaining());
    }
    return new Decoded(elements, crc.value());
  }

  private static void checkVariant(StoredValue value, ValueReader in, RunningCrc crc, int i)
      throws CorruptCheckpointException {
    long at = in.position();
    int stored = in.readFixed32(false);
    if (Crc32cMask.unmask(stored) != crc.value()) {
      throw value.corrupt(
          at,
          "variant %d has checksum %08x, computed %08x (file damaged?)",
          i,
          Crc32cMask.unmask(stored),
          crc.value());
    }
    crc.updateFixed32(stored);
  }

  /** Writes strings; gives the checksum of the value, not masked. */
  static int writeStrings(List<TensorBytes> elements, DataFile out) throws IOException {
    RunningCrc crc = new RunningCrc();
    ByteBuilder lengths = new ByteBuilder(BATCH);
    for (TensorBytes element : elements) {
      lengths.writeVarint(element.size());
      updateLength(crc, element.size(), false);
      if (lengths.size() >= BATCH - 16) {
        out.write(lengths.view());
        lengths.clear();
      }
    }
    int stored = Crc32cMask.mask(crc.value());
    out.write(lengths.writeFixed32(stored).view());
    crc.updateFixed32(stored);
    for (TensorBytes element : elements) {
      out.write(element, crc);
    }
    return crc.value();
  }

  /** Writes serialized variants; gives the checksum of the value, not masked. */
  static int writeVariants(List<TensorBytes> elements, DataFile out) throws IOException {
    RunningCrc crc = new RunningCrc();
    for (TensorBytes element : elements) {
      out.write(new ByteBuilder().writeVarint(element.size()).view());
      crc.updateFixed64(element.size());
      out.write(element, crc);
      int stored = Crc32cMask.mask(crc.value());
      out.write(new ByteBuilder().writeFixed32(stored).view());
      crc.updateFixed32(stored);
    }
    return crc.value();
  }

  private static void updateLength(RunningCrc crc, long length, boolean bigEndian) {
    if (length < FIXED32_END) {
      crc.updateFixed32(bigEndian ? Integer.reverseBytes((int) length) : (int) length);
    } else {
      crc.updateFixed64(bigEndian ? Long.reverseBytes(length) : length);
    }
  }
}
