package org.ckpt4j.checkpoint.bundle;

import java.util.ArrayList;
import java.util.List;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.CorruptCheckpointException.Category;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.coding.ProtoReader;

/**
 * The value of key "" in an index, a {@code BundleHeaderProto}.
 *
 * <pre>
 *   1 num_shards   2 endianness (0 little, 1 big)   3 version { 1 producer  2 min_consumer  3 bad_consumers* }
 * </pre>
 */
public record BundleHeader(
    int numShards, boolean bigEndian, int producer, int minConsumer, List<Integer> badConsumers) {
  /** The version that this library, as TensorFlow 2.15, writes and understands. */
  static final int VERSION = 1;

  public BundleHeader {
    badConsumers = List.copyOf(badConsumers);
  }

  /** What TensorFlow 2.15 writes. */
  public static BundleHeader ofShards(int numShards) {
    return new BundleHeader(numShards, false, VERSION, 0, List.of());
  }

  public static BundleHeader read(FileSlice in) throws CorruptCheckpointException {
    int shards = 0;
    int endianness = 0;
    int[] versions = new int[2];
    List<Integer> bad = new ArrayList<>();
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        shards = (int) fields.value();
      } else if (fields.is(2, ProtoReader.VARINT)) {
        endianness = (int) fields.value();
      } else if (fields.is(3, ProtoReader.BYTES)) {
        readVersions(fields.bytes(), versions, bad);
      }
    }
    if (shards < 1) {
      throw in.corrupt("header says %d shards; there is at least 1", shards);
    }
    if (endianness != 0 && endianness != 1) {
      throw in.corrupt("header says byte order %d; 0 and 1 are known", endianness);
    }
    BundleHeader header = new BundleHeader(shards, endianness == 1, versions[0], versions[1], bad);
    header.checkVersions(in);
    return header;
  }

  private static void readVersions(FileSlice in, int[] versions, List<Integer> bad)
      throws CorruptCheckpointException {
    ProtoReader fields = new ProtoReader(in);
    while (fields.next()) {
      if (fields.is(1, ProtoReader.VARINT)) {
        versions[0] = (int) fields.value();
      } else if (fields.is(2, ProtoReader.VARINT)) {
        versions[1] = (int) fields.value();
      } else if (fields.is(3, ProtoReader.VARINT)) {
        bad.add((int) fields.value());
      } else if (fields.is(3, ProtoReader.BYTES)) {
        while (fields.bytes().hasRemaining()) {
          bad.add((int) fields.bytes().readVarint64());
        }
      }
    }
  }

  private void checkVersions(FileSlice in) throws CorruptCheckpointException {
    if (minConsumer > VERSION) {
      throw in.corrupt(
          Category.INVALID_ARGUMENT,
          "written for readers of version %d and newer (min_consumer); this one is %d",
          minConsumer,
          VERSION);
    }
    if (producer < 0) {
      throw in.corrupt(
          Category.INVALID_ARGUMENT, "written by version %d (producer); 0 is the oldest", producer);
    }
    if (badConsumers.contains(VERSION)) {
      throw in.corrupt(
          Category.INVALID_ARGUMENT,
          "its writer excludes readers of version %d (bad_consumers)",
          VERSION);
    }
  }

  byte[] toBytes() {
    ByteBuilder version = new ByteBuilder();
    version.writeVarintField(1, producer).writeVarintField(2, minConsumer);
    if (!badConsumers.isEmpty()) {
      ByteBuilder packed = new ByteBuilder();
      badConsumers.forEach(packed::writeVarint);
      version.writeBytesField(3, packed);
    }
    return new ByteBuilder()
        .writeVarintField(1, numShards)
        .writeVarintField(2, bigEndian ? 1 : 0)
        .writeBytesField(3, version)
        .toByteArray();
  }
}
