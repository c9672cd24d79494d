package org.ckpt4j.checkpoint.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.ckpt4j.checkpoint.CheckpointFormat;
import org.ckpt4j.checkpoint.CheckpointReader;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.TensorEntry;
import org.ckpt4j.checkpoint.bundle.SliceKey;
import org.ckpt4j.checkpoint.coding.AtomicFile;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.checkpoint.convert.CheckpointFiles;
import org.ckpt4j.checkpoint.convert.ConversionPlan;
import org.ckpt4j.checkpoint.table.TableWriter;
import org.ckpt4j.proto.SavedSliceMeta;
import org.ckpt4j.proto.SavedTensorSliceMeta;
import org.ckpt4j.proto.SavedTensorSlices;
import org.ckpt4j.proto.TensorSliceProto;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.tensor.TensorSlice;

/**
 * Saves the sound records of V1 tables: the same records, and a list of tensors without the others.
 */
final class TablesSalvage {
  private static final byte[] META = {};

  private final Path source;
  private final Path target;
  private final ConversionPlan plan;
  private final LongConsumer progress;
  private final Set<TensorKey> saved = new HashSet<>();

  TablesSalvage(Path source, Path target, ConversionPlan plan, LongConsumer progress) {
    this.source = source;
    this.target = target;
    this.plan = plan;
    this.progress = progress;
  }

  Salvage run() throws IOException {
    List<Path> old = CheckpointFiles.existing(target);
    if (!old.isEmpty() && !plan.overwrite()) {
      throw new FileAlreadyExistsException(old.get(0).toString());
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    TablesAudit audit = TablesAudit.run(source, TableFiles.of(source), progress);
    List<Path> made = new ArrayList<>();
    for (Map.Entry<Path, TreeMap<TensorKey, FileSlice>> file : audit.records().entrySet()) {
      SavedTensorSliceMeta meta = audit.metas().get(file.getKey());
      if (meta != null) {
        Path copy = CheckpointFiles.renamed(file.getKey(), source, target);
        if (write(audit, meta, file.getValue(), copy)) {
          made.add(copy);
        }
      }
    }
    if (made.isEmpty()) {
      throw Salvage.nothingSound(source);
    }
    return new Salvage(CheckpointFormat.V1, saved.size(), false, audit.findings(), made, List.of());
  }

  private boolean write(
      TablesAudit audit,
      SavedTensorSliceMeta meta,
      TreeMap<TensorKey, FileSlice> records,
      Path copy)
      throws IOException {
    Set<TensorKey> keep = new HashSet<>();
    for (SavedSliceMeta tensor : meta.getTensorList()) {
      TensorKey name = TensorKey.ofBytes(tensor.getName().toByteArray());
      if (audit.isSound(name)) {
        keep.add(name);
      }
    }
    // Values of a table that no reader took are verified in the copy, under a temporary name.
    Path temporary = AtomicFile.temporary(copy, AtomicFile.randomId());
    try {
      writeTable(meta, records, keep, temporary);
      if (keep.removeAll(unreadable(temporary))) {
        writeTable(meta, records, keep, temporary);
      }
      if (keep.isEmpty()) {
        return false;
      }
      CheckpointFiles.copyFile(temporary, copy, plan.fsync());
      saved.addAll(keep);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void writeTable(
      SavedTensorSliceMeta meta,
      TreeMap<TensorKey, FileSlice> records,
      Set<TensorKey> keep,
      Path file)
      throws IOException {
    SavedTensorSliceMeta.Builder kept = meta.toBuilder().clearTensor();
    TreeMap<TensorKey, byte[]> out = new TreeMap<>();
    for (SavedSliceMeta tensor : meta.getTensorList()) {
      TensorKey name = TensorKey.ofBytes(tensor.getName().toByteArray());
      if (keep.contains(name)) {
        kept.addTensor(tensor);
        for (TensorSliceProto slice : tensor.getSliceList()) {
          TensorKey key = SliceKey.of(name, TensorSlice.fromProto(slice));
          out.put(key, records.get(key).copy().toByteArray());
        }
      }
    }
    try (AtomicFile table = new AtomicFile(file, false)) {
      TableWriter writer = new TableWriter(table);
      writer.add(META, SavedTensorSlices.newBuilder().setMeta(kept).build().toByteArray());
      for (Map.Entry<TensorKey, byte[]> record : out.entrySet()) {
        writer.add(record.getKey().bytes(), record.getValue());
      }
      writer.finish();
      table.commit();
    }
  }

  private static Set<TensorKey> unreadable(Path file) throws IOException {
    Set<TensorKey> out = new HashSet<>();
    try (CheckpointReader reader = CheckpointReader.open(file)) {
      for (TensorEntry entry : reader.storedIndex().entries()) {
        try {
          for (TensorSlice slice : entry.slices()) {
            reader.getTensor(entry.key(), slice);
          }
        } catch (CorruptCheckpointException e) {
          out.add(entry.key());
        }
      }
    }
    return out;
  }
}
