package org.ckpt4j.train;

import java.util.NoSuchElementException;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.graph.Graph;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.SaverDef;
import org.ckpt4j.train.saveops.SaverPlan;
import org.jspecify.annotations.Nullable;

/** A saver's nodes and settings as a {@code SaverDef} message, and back. */
final class SaverMessages {
  private SaverMessages() {}

  static SaverDef write(SaverPlan.Built built, SaverSettings settings) {
    return SaverDef.newBuilder()
        .setFilenameTensorName(built.filename().name())
        .setSaveTensorName(built.saved().name())
        .setRestoreOpName(built.restore().name())
        .setMaxToKeep(settings.maxToKeep())
        .setSharded(settings.sharded())
        .setKeepCheckpointEveryNHours((float) settings.keepCheckpointEveryNHours())
        .setVersion(
            settings.writeVersion() == CheckpointFormat.V1
                ? SaverDef.CheckpointFormatVersion.V1
                : SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  /** Whether all nodes that the message names are in the graph. */
  static boolean isIn(Graph graph, SaverDef message) {
    return graph.hasOperation(nodeOf(message.getFilenameTensorName()))
        && graph.hasOperation(nodeOf(message.getSaveTensorName()))
        && graph.hasOperation(nodeOf(message.getRestoreOpName()));
  }

  private static String nodeOf(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  /**
   * The nodes in the graph that the message names.
   *
   * @throws IllegalArgumentException if one of them is not there
   */
  static SaverPlan.Built plan(SaverDef message, @Nullable String scope, Graph graph) {
    try {
      return new SaverPlan.Built(
          graph.getTensorByName(ScopedNames.prepend(message.getFilenameTensorName(), scope)),
          graph.getTensorByName(ScopedNames.prepend(message.getSaveTensorName(), scope)),
          graph.getOperationByName(ScopedNames.prepend(message.getRestoreOpName(), scope)));
    } catch (NoSuchElementException e) {
      throw new IllegalArgumentException(
          "the graph lacks a node of its saver: " + e.getMessage(), e);
    }
  }

  static SaverSettings settings(SaverDef message, @Nullable String scope) {
    SaverSettings plain = SaverSettings.of();
    return new SaverSettings(
        false,
        message.getSharded(),
        message.getMaxToKeep(),
        message.getKeepCheckpointEveryNHours(),
        scope,
        false,
        plain.allowEmpty(),
        message.getVersion() == SaverDef.CheckpointFormatVersion.V2
            ? CheckpointFormat.V2
            : CheckpointFormat.V1,
        plain.padStepNumber(),
        plain.saveRelativePaths(),
        null);
  }
}
