package org.ckpt4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What a side of a benchmark wrote or read, as checksums in a file, so that the sides can be
 * compared. Needs nothing but the JDK.
 */
public final class Evidence {
  private Evidence() {}

  /** Leaves {@code value} under {@code name}, for this side, in {@code folder}. */
  public static void leave(Path folder, String side, String name, long value) throws IOException {
    Files.writeString(folder.resolve(name + "@" + side), Long.toHexString(value));
  }

  /** What was left under {@code name}, by side. */
  public static Map<String, String> collect(Path folder, String name) throws IOException {
    Map<String, String> out = new TreeMap<>();
    try (var files = Files.newDirectoryStream(folder, name + "@*")) {
      for (Path file : files) {
        String side = file.getFileName().toString().substring(name.length() + 1);
        out.put(side, Files.readString(file, StandardCharsets.UTF_8).strip());
      }
    }
    return out;
  }

  /** CRC-32 of the index and the data file of a one-shard checkpoint. */
  public static long ofCheckpoint(Path prefix) throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
    for (String suffix : new String[] {".index", ".data-00000-of-00001"}) {
      try (FileChannel in =
          FileChannel.open(
              prefix.resolveSibling(prefix.getFileName() + suffix), StandardOpenOption.READ)) {
        while (in.read(chunk.clear()) >= 0) {
          crc.update(chunk.flip());
        }
      }
    }
    return crc.getValue();
  }

  /** Deletes the files of a one-shard checkpoint, if they are there. */
  public static void delete(Path prefix) throws IOException {
    for (String suffix : new String[] {".index", ".data-00000-of-00001"}) {
      Files.deleteIfExists(prefix.resolveSibling(prefix.getFileName() + suffix));
    }
  }
}
