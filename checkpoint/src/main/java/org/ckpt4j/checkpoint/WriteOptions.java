package org.ckpt4j.checkpoint;

/**
 * How a checkpoint is written.
 *
 * @param format V1 or V2
 * @param fsync whether every file, and the folder, is forced to the disk before it becomes visible
 * @param threads how many threads may checksum and write
 */
public record WriteOptions(CheckpointFormat format, boolean fsync, int threads) {
  public static WriteOptions defaults() {
    return new WriteOptions(
        CheckpointFormat.V2, false, Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  public WriteOptions withFormat(CheckpointFormat value) {
    return new WriteOptions(value, fsync, threads);
  }

  public WriteOptions withFsync(boolean value) {
    return new WriteOptions(format, value, threads);
  }

  public WriteOptions withThreads(int value) {
    return new WriteOptions(format, fsync, value);
  }
}
