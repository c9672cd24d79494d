package org.ckpt4j.checkpoint.bundle;

/** The end of a data file's name: {@code .data-00000-of-00001}. */
final class ShardName {
  private ShardName() {}

  static String suffix(int shard, int shards) {
    StringBuilder out = new StringBuilder(".data-");
    padded(out, shard);
    padded(out.append("-of-"), shards);
    return out.toString();
  }

  /** At least five digits. */
  private static void padded(StringBuilder out, int number) {
    String digits = Integer.toString(number);
    out.append("0".repeat(Math.max(0, 5 - digits.length()))).append(digits);
  }
}
