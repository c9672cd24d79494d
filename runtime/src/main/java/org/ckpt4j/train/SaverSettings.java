package org.ckpt4j.train;

import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.options.Named;
import org.ckpt4j.options.SaverOption;
import org.jspecify.annotations.Nullable;

/** What the options of a {@code Saver} come to. */
record SaverSettings(
    boolean reshape,
    boolean sharded,
    int maxToKeep,
    double keepCheckpointEveryNHours,
    @Nullable String name,
    boolean deferBuild,
    boolean allowEmpty,
    CheckpointFormat writeVersion,
    boolean padStepNumber,
    boolean saveRelativePaths,
    @Nullable String filename) {

  static SaverSettings of(SaverOption... options) {
    boolean reshape = false;
    boolean sharded = false;
    int maxToKeep = 5;
    double hours = 10000;
    String name = null;
    boolean deferBuild = false;
    boolean allowEmpty = false;
    CheckpointFormat writeVersion = CheckpointFormat.V2;
    boolean padStepNumber = false;
    boolean saveRelativePaths = false;
    String filename = null;
    for (SaverOption option : options) {
      if (option instanceof SaverOption.Reshape given) {
        reshape = given.value();
      } else if (option instanceof SaverOption.Sharded given) {
        sharded = given.value();
      } else if (option instanceof SaverOption.MaxToKeep given) {
        maxToKeep = given.value();
      } else if (option instanceof SaverOption.KeepCheckpointEveryNHours given) {
        hours = given.value();
      } else if (option instanceof Named given) {
        name = given.name();
      } else if (option instanceof SaverOption.DeferBuild given) {
        deferBuild = given.value();
      } else if (option instanceof SaverOption.AllowEmpty given) {
        allowEmpty = given.value();
      } else if (option instanceof SaverOption.WriteVersion given) {
        writeVersion = given.value();
      } else if (option instanceof SaverOption.PadStepNumber given) {
        padStepNumber = given.value();
      } else if (option instanceof SaverOption.SaveRelativePaths given) {
        saveRelativePaths = given.value();
      } else if (option instanceof SaverOption.Filename given) {
        filename = given.value();
      } else if (!(option instanceof SaverOption.RestoreSequentially)) {
        throw new UnsupportedOperationException("no Saver option is made of " + option);
      }
    }
    return new SaverSettings(
        reshape,
        sharded,
        maxToKeep,
        hours,
        name,
        deferBuild,
        allowEmpty,
        writeVersion,
        padStepNumber,
        saveRelativePaths,
        filename);
  }
}
