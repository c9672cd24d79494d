package org.ckpt4j.train;

import org.ckpt4j.options.SaveOption;
import org.jspecify.annotations.Nullable;

/** What the options of one {@code Saver.save} come to. */
record SaveCall(
    @Nullable Object globalStep,
    String latestFilename,
    String metaGraphSuffix,
    boolean writeMetaGraph,
    boolean writeState,
    boolean stripDefaultAttrs,
    boolean async) {

  static SaveCall of(SaveOption... options) {
    Object globalStep = null;
    String latestFilename = "checkpoint";
    String metaGraphSuffix = "meta";
    boolean writeMetaGraph = true;
    boolean writeState = true;
    boolean stripDefaultAttrs = false;
    boolean async = false;
    for (SaveOption option : options) {
      if (option instanceof SaveOption.GlobalStep given) {
        globalStep = given.value();
      } else if (option instanceof SaveOption.LatestFilename given) {
        latestFilename = given.value();
      } else if (option instanceof SaveOption.MetaGraphSuffix given) {
        metaGraphSuffix = given.value();
      } else if (option instanceof SaveOption.WriteState given) {
        writeState = given.value();
      } else if (option instanceof SaveOption.WriteMetaGraph given) {
        writeMetaGraph = given.value();
      } else if (option instanceof SaveOption.Async given) {
        async = given.value();
      } else if (option instanceof SaveOption.StripDefaultAttrs given) {
        stripDefaultAttrs = given.value();
      } else {
        throw new UnsupportedOperationException("no option of save is made of " + option);
      }
    }
    return new SaveCall(
        globalStep,
        latestFilename,
        metaGraphSuffix,
        writeMetaGraph,
        writeState,
        stripDefaultAttrs,
        async);
  }
}
