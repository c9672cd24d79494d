package org.ckpt4j.checkpoint.convert;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointKind;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.WriteOptions;
import org.ckpt4j.checkpoint.convert.Conversion.Way;
import org.ckpt4j.checkpoint.objectgraph.ObjectGraph;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.TensorKey;

/**
 * Makes a checkpoint out of another: the same bytes, or renamed, chosen, re-sharded, in the other
 * format.
 *
 * <p>Takes the cheapest way that the plan allows (see {@link Conversion.Way}). The copy appears
 * whole or not at all; the source is not touched.
 */
public final class CheckpointConverter {
  private final CheckpointReader reader;
  private final ConversionPlan plan;
  private final Path target;
  private final LongConsumer progress;
  private final List<String> warnings = new ArrayList<>();
  private boolean repair;

  private CheckpointConverter(
      CheckpointReader reader, ConversionPlan plan, Path target, LongConsumer progress) {
    this.reader = reader;
    this.plan = plan;
    this.target = target;
    this.progress = progress;
  }

  /**
   * @param source prefix, V1 file or V1 shard pattern
   * @param target prefix or V1 file
   * @param progress is told bytes as they are done; {@link #work} says how many there will be
   * @throws FileAlreadyExistsException if there is a checkpoint under the target's name
   * @throws IllegalArgumentException if the plan cannot be carried out on this checkpoint
   * @throws org.ckpt4j.checkpoint.CorruptCheckpointException if the source is damaged
   */
  public static Conversion convert(
      Path source, Path target, ConversionPlan plan, LongConsumer progress) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(source)) {
      return convert(reader, target, plan, progress);
    }
  }

  /** As {@link #convert(Path, Path, ConversionPlan, LongConsumer)}, from an open checkpoint. */
  public static Conversion convert(
      CheckpointReader reader, Path target, ConversionPlan plan, LongConsumer progress)
      throws IOException {
    return new CheckpointConverter(reader, plan, target, progress).run();
  }

  /**
   * Reads all values and writes them again, whatever the plan says; an object graph loses the
   * values that are not there.
   */
  public static Conversion rewrite(
      CheckpointReader reader, Path target, ConversionPlan plan, LongConsumer progress)
      throws IOException {
    CheckpointConverter converter = new CheckpointConverter(reader, plan, target, progress);
    converter.repair = true;
    return converter.run();
  }

  /** How many bytes of values there are to go through. */
  public static long work(CheckpointReader reader) throws IOException {
    long bytes = 0;
    for (TensorEntry entry : reader.entries()) {
      bytes += entry.size();
    }
    return bytes;
  }

  private Conversion run() throws IOException {
    KeySelection selection = KeySelection.of(reader, plan);
    if (selection.newKeys().isEmpty()) {
      throw new IllegalArgumentException(
          "nothing would be left of %s: no key is matched".formatted(reader.prefix()));
    }
    Optional<GraphRewrite> graph = rewriteGraph(selection);
    CheckpointFormat format = plan.format().orElse(reader.format());
    List<Path> old = checkTarget();
    Way way = way(selection, format, graph.isPresent());
    List<Path> files =
        switch (way) {
          case COPIED -> copy();
          case LINKED, DATA_COPIED -> List.of(); // below: only then it is known which of the two
          case REWRITTEN -> rewrite(selection, graph, format);
        };
    if (way == Way.LINKED) {
      IndexRename rename = new IndexRename(reader, selection, target, plan.fsync(), progress);
      files = rename.run();
      way = rename.linked() ? Way.LINKED : Way.DATA_COPIED;
    }
    removeLeftovers(old, files);
    return new Conversion(
        way,
        format,
        selection.newKeys().size(),
        selection.dropped().size(),
        selection.renamed(),
        files,
        warnings);
  }

  private Way way(KeySelection selection, CheckpointFormat format, boolean newGraph)
      throws IOException {
    boolean sameLayout =
        !repair
            && selection.dropsNothing()
            && format == reader.format()
            && (plan.shards().isEmpty() || plan.shards().getAsInt() == reader.numShards());
    if (sameLayout && selection.renamed() == 0) {
      return Way.COPIED;
    }
    return sameLayout && format == CheckpointFormat.V2 && !newGraph ? Way.LINKED : Way.REWRITTEN;
  }

  private Optional<GraphRewrite> rewriteGraph(KeySelection selection) throws IOException {
    if (reader.kind() != CheckpointKind.OBJECT_BASED) {
      return Optional.empty();
    }
    if (selection.findNewKey(KeySelection.GRAPH).isEmpty()) {
      warnings.add(
          "the object graph is left out: TensorFlow will take the copy for a name-based checkpoint");
      return Optional.empty();
    }
    byte[] message = reader.getTensor(KeySelection.GRAPH).elements().get(0).toByteArray();
    GraphRewrite rewrite =
        GraphRewrite.of(ObjectGraph.read(message, reader.prefix().toString()), selection, repair);
    if (!rewrite.changed()) {
      return Optional.empty();
    }
    if (rewrite.rekeyed() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "object graph rewritten: %,d values are found under other keys than their objects'"
                  + " paths; Checkpoint.restore follows the graph, a name-based reader does not",
              rewrite.rekeyed()));
    }
    if (rewrite.removed() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "object graph rewritten: %,d values are gone; restoring their objects leaves them as"
                  + " they are, and assert_consumed fails",
              rewrite.removed()));
    }
    return Optional.of(rewrite);
  }

  /** Gives the files that lie under the target's name and may be replaced. */
  private List<Path> checkTarget() throws IOException {
    if (CheckpointFiles.sameFile(reader.prefix(), target)) {
      throw new IllegalArgumentException("source and destination are the same: " + target);
    }
    List<Path> old = CheckpointFiles.existing(target);
    if (!old.isEmpty() && !plan.overwrite()) {
      throw new FileAlreadyExistsException(old.get(0).toString());
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return old;
  }

  /**
   * Files of the replaced checkpoint that no file of the new one has replaced: other shard counts.
   */
  private static void removeLeftovers(List<Path> old, List<Path> files) throws IOException {
    List<Path> leftovers = new ArrayList<>(old);
    leftovers.removeAll(files);
    for (Path file : leftovers) {
      Files.deleteIfExists(file);
    }
  }

  /** Every value is read once, which verifies its checksum, before its bytes get another name. */
  private List<Path> copy() throws IOException {
    for (StoredTensors.Piece piece : StoredTensors.of(reader).inSavedOrder()) {
      value(piece);
      progress.accept(piece.size());
    }
    return CheckpointFiles.copy(reader, target, plan.fsync());
  }

  private List<Path> rewrite(
      KeySelection selection, Optional<GraphRewrite> graph, CheckpointFormat format)
      throws IOException {
    List<StoredTensors.Piece> pieces = new ArrayList<>();
    for (StoredTensors.Piece piece : StoredTensors.of(reader).inSavedOrder()) {
      if (selection.findNewKey(piece.key()).isPresent()) {
        pieces.add(piece);
      }
    }
    List<List<StoredTensors.Piece>> shards = Sharding.split(pieces, plan.shards(), format);
    if (plan.shards().isPresent() && shards.size() < plan.shards().getAsInt()) {
      warnings.add(
          "%d shards instead of %d: there are no more pieces, and none may be empty"
              .formatted(shards.size(), plan.shards().getAsInt()));
    }
    WriteOptions options = WriteOptions.defaults().withFormat(format).withFsync(plan.fsync());
    return new ShardedWrite(target, options)
        .run(
            shards,
            (writer, piece) -> {
              TensorKey key = selection.findNewKey(piece.key()).orElseThrow();
              if (graph.isPresent() && piece.key().equals(KeySelection.GRAPH)) {
                writer.add(key, RawTensor.ofString(graph.get().graph().toByteArray()));
              } else if (piece.entry().isPartitioned()) {
                writer.addSlice(key, piece.entry().spec().shape(), piece.slice(), value(piece));
              } else {
                writer.add(key, value(piece));
              }
              progress.accept(piece.size());
            });
  }

  private RawTensor value(StoredTensors.Piece piece) throws IOException {
    return piece.entry().isPartitioned()
        ? reader.getTensor(piece.key(), piece.slice())
        : reader.getTensor(piece.key());
  }
}
