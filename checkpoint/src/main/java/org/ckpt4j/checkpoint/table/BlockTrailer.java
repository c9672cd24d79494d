package org.ckpt4j.checkpoint.table;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.Crc32cMask;
import org.ckpt4j.checkpoint.coding.FileSlice;

/**
 * The five bytes behind each block: how it is packed, and its checksum.
 *
 * <pre>  trailer := type(0 plain, 1 Snappy) masked_crc(fixed32, over block and type) </pre>
 */
final class BlockTrailer {
  static final int BYTES = 5;
  static final int PLAIN = 0;
  static final int SNAPPY = 1;

  private BlockTrailer() {}

  /** Checks the block with its trailer, unpacks it, and gives its content. */
  static FileSlice unwrap(FileSlice blockAndTrailer) throws CorruptCheckpointException {
    int size = blockAndTrailer.length() - BYTES;
    CRC32C crc = new CRC32C();
    crc.update(blockAndTrailer.slice(0, size + 1).view());
    int stored = Crc32cMask.unmask(blockAndTrailer.fixed32At(size + 1));
    int computed = (int) crc.getValue();
    if (stored != computed) {
      throw blockAndTrailer.corrupt(
          "block of %d bytes has checksum %08x, computed %08x (file damaged?)",
          size, stored, computed);
    }
    FileSlice content = blockAndTrailer.slice(0, size);
    int type = blockAndTrailer.slice(size, 1).readByte();
    return switch (type) {
      case PLAIN -> content;
      case SNAPPY -> Snappy.uncompress(content);
      default -> throw blockAndTrailer.corrupt("block of type %d; 0 and 1 are known", type);
    };
  }

  /** Puts the trailer of a plain block behind it. */
  static void append(ByteBuilder block) {
    block.writeByte(PLAIN);
    CRC32C crc = new CRC32C();
    ByteBuffer content = block.view();
    crc.update(content);
    block.writeFixed32(Crc32cMask.mask((int) crc.getValue()));
  }
}
