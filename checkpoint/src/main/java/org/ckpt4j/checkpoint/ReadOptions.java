package org.ckpt4j.checkpoint;

/**
 * How a checkpoint is read.
 *
 * @param checksums whether each tensor's checksum is computed on its first use
 * @param mapped whether data files are memory-mapped where the file system can
 * @param threads how many threads may work on one call
 */
public record ReadOptions(Checksums checksums, boolean mapped, int threads) {
  /** What is done about the checksums of values. Those of the index are always verified. */
  public enum Checksums {
    VERIFY,
    TRUST
  }

  public static ReadOptions defaults() {
    return new ReadOptions(
        Checksums.VERIFY, true, Math.min(4, Runtime.getRuntime().availableProcessors()));
  }

  public ReadOptions withChecksums(Checksums policy) {
    return new ReadOptions(policy, mapped, threads);
  }

  public ReadOptions withMapped(boolean value) {
    return new ReadOptions(checksums, value, threads);
  }

  public ReadOptions withThreads(int value) {
    return new ReadOptions(checksums, mapped, value);
  }
}
