package org.ckpt4j.checkpoint.convert;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.ckpt4j.checkpoint.CheckpointFormat;

/**
 * What a copy of a checkpoint shall be like.
 *
 * @param renames applied to every key, in order
 * @param only if not empty, only tensors in whose (old) key one of these is found are kept
 * @param drop tensors in whose (old) key one of these is found are left out
 * @param shards how many data files (V2) or table files (V1); empty: as the source has them
 * @param format empty: as the source
 * @param overwrite whether a checkpoint under the destination's name may be replaced
 * @param fsync whether all is forced to the disk before the copy becomes visible
 */
public record ConversionPlan(
    List<KeyRename> renames,
    List<Pattern> only,
    List<Pattern> drop,
    OptionalInt shards,
    Optional<CheckpointFormat> format,
    boolean overwrite,
    boolean fsync) {
  public ConversionPlan {
    renames = List.copyOf(renames);
    only = List.copyOf(only);
    drop = List.copyOf(drop);
    if (shards.isPresent() && (shards.getAsInt() < 1 || shards.getAsInt() > 99_999)) {
      throw new IllegalArgumentException(
          "%d shards; from 1 to 99999 are possible".formatted(shards.getAsInt()));
    }
  }

  /** The same bytes under another name. */
  public static ConversionPlan plain() {
    return new ConversionPlan(
        List.of(), List.of(), List.of(), OptionalInt.empty(), Optional.empty(), false, false);
  }

  public ConversionPlan withRenames(List<KeyRename> value) {
    return new ConversionPlan(value, only, drop, shards, format, overwrite, fsync);
  }

  public ConversionPlan withOnly(List<Pattern> value) {
    return new ConversionPlan(renames, value, drop, shards, format, overwrite, fsync);
  }

  public ConversionPlan withDrop(List<Pattern> value) {
    return new ConversionPlan(renames, only, value, shards, format, overwrite, fsync);
  }

  public ConversionPlan withShards(int value) {
    return new ConversionPlan(renames, only, drop, OptionalInt.of(value), format, overwrite, fsync);
  }

  public ConversionPlan withFormat(CheckpointFormat value) {
    return new ConversionPlan(renames, only, drop, shards, Optional.of(value), overwrite, fsync);
  }

  public ConversionPlan withOverwrite(boolean value) {
    return new ConversionPlan(renames, only, drop, shards, format, value, fsync);
  }

  public ConversionPlan withFsync(boolean value) {
    return new ConversionPlan(renames, only, drop, shards, format, overwrite, value);
  }

  boolean keeps(String key) {
    return (only.isEmpty() || anyFound(only, key)) && !anyFound(drop, key);
  }

  boolean drops(String key) {
    return anyFound(drop, key);
  }

  private static boolean anyFound(List<Pattern> patterns, String key) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(key).find()) {
        return true;
      }
    }
    return false;
  }
}
