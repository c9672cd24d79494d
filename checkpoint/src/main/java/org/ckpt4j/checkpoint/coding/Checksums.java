package org.ckpt4j.checkpoint.coding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.ckpt4j.tensor.TensorBytes;

/** CRC-32C of many bytes, computed in pieces by several threads and joined. */
public final class Checksums {
  /** A piece: small enough to spread 16 MiB well, large enough that joining costs nothing. */
  public static final int CHUNK = 1 << 20;

  /** How much is read at once, so that it is in the cache when its checksum is computed. */
  private static final int READ = 1 << 18;

  /** How much is written at once: for much of it, kernels take larger pages and are faster. */
  private static final int WRITE = CHUNK;

  private Checksums() {}

  /** The CRC-32C of {@code bytes}, not masked. */
  public static int of(TensorBytes bytes, int threads) throws IOException {
    return inPieces(bytes.size(), threads, (from, length, crc) -> update(crc, bytes, from, length));
  }

  /** The CRC-32C of the remaining bytes, which stay unread. */
  public static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }

  /** Reads a stretch of a file into {@code target} and gives its CRC-32C, in one pass. */
  public static int copy(ByteSource source, long at, TensorBytes target, int threads)
      throws IOException {
    return inPieces(
        target.size(),
        threads,
        (from, length, crc) ->
            eachWindow(
                target,
                from,
                length,
                READ,
                (place, window) -> {
                  source.readInto(at + place, window);
                  crc.update(window.flip());
                }));
  }

  /** Writes {@code bytes} at {@code at} of a file and gives their CRC-32C, in one pass. */
  public static int write(TensorBytes bytes, OutputFile target, long at, int threads)
      throws IOException {
    return inPieces(
        bytes.size(),
        threads,
        (from, length, crc) ->
            eachWindow(
                bytes,
                from,
                length,
                WRITE,
                (place, window) -> {
                  crc.update(window);
                  target.writeAt(window.flip(), at + place);
                }));
  }

  private static void update(CRC32C crc, TensorBytes bytes, long from, int length)
      throws IOException {
    eachWindow(bytes, from, length, CHUNK, (place, window) -> crc.update(window));
  }

  private interface WindowTask {
    void run(long place, ByteBuffer window) throws IOException;
  }

  private static void eachWindow(
      TensorBytes bytes, long from, int length, int most, WindowTask task) throws IOException {
    long end = from + length;
    for (long at = from; at < end; ) {
      int count = (int) Math.min(Math.min(most, end - at), bytes.contiguous(at));
      task.run(at, bytes.window(at, count));
      at += count;
    }
  }

  private interface Piece {
    void run(long from, int length, CRC32C crc) throws IOException;
  }

  private static int inPieces(long total, int threads, Piece piece) throws IOException {
    int pieces = Math.toIntExact((total + CHUNK - 1) / CHUNK);
    int[] crcs = new int[pieces];
    Parallel.ranges(
        threads,
        total,
        CHUNK,
        (from, length) -> {
          CRC32C crc = new CRC32C();
          piece.run(from, length, crc);
          crcs[(int) (from / CHUNK)] = (int) crc.getValue();
        });
    if (pieces <= 1) {
      return pieces == 0 ? 0 : crcs[0];
    }
    Crc32cJoin full = Crc32cJoin.ofLength(CHUNK);
    int joined = crcs[0];
    for (int i = 1; i < pieces - 1; i++) {
      joined = full.join(joined, crcs[i]);
    }
    return Crc32cJoin.ofLength(total - (pieces - 1L) * CHUNK).join(joined, crcs[pieces - 1]);
  }
}
